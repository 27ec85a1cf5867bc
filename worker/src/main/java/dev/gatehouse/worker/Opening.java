package dev.gatehouse.worker;

/** The first eight characters of what may be a secret, one after the other: whether {@link Beginnings} knows them. */
final class Opening {
    private final Beginnings beginnings;
    private final Gap gap;
    private int group;
    private int size;
    private int known;

    Opening(Beginnings beginnings, Gap.Blanks blanks) {
        this.beginnings = beginnings;
        this.gap = new Gap(blanks);
    }

    /** Takes the next character, and whether these are eight by now. */
    boolean isCompleteWith(int symbol) {
        if (size < SecretNeedles.SHORTEST && !gap.swallows(symbol)) {
            group = (group >>> 8) | (symbol << 24);
            size++;
            known += size >= 4 && beginnings.knows(group) ? 1 : 0;
        }
        return size == SecretNeedles.SHORTEST;
    }

    boolean isKnown() {
        return known == Beginnings.RUN;
    }
}
