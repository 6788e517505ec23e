"""An exam server for qualifications whose every learning outcome has to be confirmed."""
