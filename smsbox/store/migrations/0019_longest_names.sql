DROP INDEX contacts_by_length;

-- The longest names, and the longest first words of names, are found from the longest down: those that the GSM alphabet
-- holds apart from the others, which cut a text to less than half. `store/longest.py` asks by these very expressions.
CREATE INDEX contacts_by_length_of_name ON contacts (
  name GLOB '*[^]A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&''()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\[~|€-]*',
  length(name)
) WHERE name <> '';
CREATE INDEX contacts_by_length_of_first_name ON contacts (
  substr(name, 1, instr(name || ' ', ' ') - 1)
    GLOB '*[^]A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&''()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\[~|€-]*',
  length(substr(name, 1, instr(name || ' ', ' ') - 1))
) WHERE name <> '';
