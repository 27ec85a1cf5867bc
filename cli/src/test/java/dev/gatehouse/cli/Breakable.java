package dev.gatehouse.cli;

/** A part of a fleet that faults befall and that is mended after them. */
interface Breakable {
    /**
     * Lets a fault befall it.
     *
     * @throws IllegalArgumentException where nothing of this kind can befall it
     */
    void suffer(Fault.Kind kind);

    /** Makes it whole again, whatever befell it. */
    void mend();
}
