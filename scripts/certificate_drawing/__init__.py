"""Draws invented certificates with their true text and fields, and degrades them as scanners and phones do.

    invent      companies, people, numbers, dates: none of them real; names.txt holds the names
    wording     the fixed words of the forms
    fonts       faces by name, with a fallback for characters a face lacks
    sheet       a page in millimetres that remembers the text drawn on it
    frame       engraved, double and key-pattern frames; paper; waves; watermarks
    seal        round seals, emblems and QR codes
    telecom     front pages, annexes and provisions of telecom licences
    business    business licences
    registration  registration certificates of works and software
    forms       certificates of every other kind, by the table forms.toml
    degrade     skew, desk, light, noise, blur, JPEG
    corpus      whole sets and the committed samples
"""
