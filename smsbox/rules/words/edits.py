"""How far two words are apart, for slips of the thumb."""


def is_one_edit(word: str, target: str) -> bool:
    """Whether one substitution, insertion, deletion or swap of neighbours makes `target` of `word`."""
    if len(word) == len(target):
        wrong = [at for at, (have, want) in enumerate(zip(word, target, strict=True)) if have != want]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first, second = wrong
            return word[first] == target[second] and word[second] == target[first]
        return len(wrong) == 1
    longer, shorter = sorted((word, target), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
