package dev.gatehouse.worker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a part of a text in all ways at once and marks the secrets in it. As long as no escape comes, all spellings read
 * the same, so the others begin where the first escape of theirs comes, at the earliest secret that may have begun.
 */
final class CloseLook {
    private static final int STEP = 32;
    /** A part can end where no secret has begun earlier than this: a {@link Scout} finds such a one by itself. */
    private static final int NEW = 8;
    /** And no escape stands so near, so that the scout does not begin within one. */
    private static final int CALM = 20;

    private final HeldText text;
    private final Sought sought;
    private final Reading plain;
    /** By spelling, as far as one was needed. */
    private final Map<Spelling, Reading> readings = new EnumMap<>(Spelling.class);
    /** Those that read something else than the plain one in this part. */
    private final List<Reading> others = new ArrayList<>();

    private final Trail literals;
    private final boolean endless;
    private long at;
    private long lastEscape = -CALM;

    /** Begins where the text does that is held. */
    CloseLook(Sought sought, HeldText text) {
        this.text = text;
        this.sought = sought;
        this.plain = new Reading(Spelling.PLAIN, sought, text);
        this.literals = new Trail(sought.literals(), text, new Gap(Gap.Blanks.NONE));
        this.endless = !sought.literals().isEmpty();
        restart(text.position(text.begin()));
    }

    /** Where it is: all before is marked. */
    long at() {
        return at;
    }

    /** Begins a part; one that reaches back into the part before it, or adjoins it, goes on with that. */
    void begin(long from) {
        if (from > at) {
            restart(from);
        }
    }

    private void restart(long from) {
        at = from;
        others.clear();
        plain.restart(from);
    }

    /** Reads on, at least so far if there is so much, until the part can end or the text does. */
    void readOn(long least) {
        long end = text.position(text.end());
        while (at < end && (at < least || !canEnd())) {
            step(Math.min(end, at + STEP));
        }
    }

    /** No more text comes. */
    void finish() {
        others.forEach(reading -> reading.read(at, true));
        literals.restart();
        restart(at);
    }

    private void step(long to) {
        byte[] bytes = text.bytes();
        int kinds = 0;
        for (int i = text.index(at); i < text.index(to); i++) {
            int kind = Spelling.kind(bytes[i]);
            if (kind > Spelling.SEES_BREAK) {
                kinds |= kind;
                lastEscape = text.position(i);
            }
            if (endless) {
                literals.followExactly(bytes[i] & 0xff, text.position(i), text.position(i + 1));
            }
        }
        if (kinds != 0) {
            addOthers(kinds);
        }
        plain.read(to, false);
        for (Reading reading : others) {
            reading.read(to, false);
        }
        at = to;
    }

    private void addOthers(int kinds) {
        for (Spelling spelling : Spelling.values()) {
            if (spelling.sees(kinds)) {
                Reading reading = readings.computeIfAbsent(spelling, each -> new Reading(each, sought, text));
                if (!others.contains(reading)) {
                    reading.restart(plain.earliest());
                    others.add(reading);
                }
            }
        }
    }

    private boolean canEnd() {
        return !endless && at - lastEscape > CALM && earliest() >= at - NEW;
    }

    /** Where the earliest secret begins that may go on. */
    long earliest() {
        long earliest = Math.min(literals.earliest(at), plain.earliest());
        for (Reading reading : others) {
            earliest = Math.min(earliest, reading.earliest());
        }
        return earliest;
    }

    long steps() {
        return literals.steps()
                + plain.steps()
                + readings.values().stream().mapToLong(Reading::steps).sum();
    }
}
