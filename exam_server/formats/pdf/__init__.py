"""Documents for print, made by typst from data; each is tagged and held to PDF/UA-1."""
