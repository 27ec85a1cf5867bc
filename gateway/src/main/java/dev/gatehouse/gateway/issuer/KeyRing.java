package dev.gatehouse.gateway.issuer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The keys at one moment: the one that signs, and those that are published. A key is published a while before it signs, so
 * that everybody has it by then, and for as long after as something that it signed can live. Immutable.
 *
 * @param signer nothing where there is no key
 * @param published also before it signs, and after
 * @param over that nothing counts on any more
 * @param wantsNext whether the youngest has lived its life
 */
record KeyRing(Optional<SigningKey> signer, List<SigningKey> published, List<SigningKey> over, boolean wantsNext) {
    KeyRing {
        published = List.copyOf(published);
        over = List.copyOf(over);
    }

    /** A key, and how long ago the database says that it was made. */
    record Aged(SigningKey key, Duration age) {}

    /**
     * @param ahead how long a key is published before it signs
     * @param life how long a key signs
     * @param overlap how long it is published after that
     */
    record Times(Duration ahead, Duration life, Duration overlap) {}

    /** The first key signs at once: there is nobody before it. */
    static KeyRing of(List<Aged> keys, Times times) {
        List<Aged> oldestFirst =
                keys.stream().sorted(Comparator.comparing(Aged::age).reversed()).toList();
        int signer = 0;
        for (int i = 1; i < oldestFirst.size(); i++) {
            if (isOver(oldestFirst.get(i).age(), times.ahead())) {
                signer = i;
            }
        }
        List<SigningKey> published = new ArrayList<>();
        List<SigningKey> over = new ArrayList<>();
        for (int i = 0; i < oldestFirst.size(); i++) {
            boolean ended = i < signer
                    && isOver(oldestFirst.get(i + 1).age(), times.ahead().plus(times.overlap()));
            (ended ? over : published).add(oldestFirst.get(i).key());
        }
        return new KeyRing(
                oldestFirst.isEmpty()
                        ? Optional.empty()
                        : Optional.of(oldestFirst.get(signer).key()),
                published,
                over,
                oldestFirst.isEmpty() || isOver(oldestFirst.getLast().age(), times.life()));
    }

    private static boolean isOver(Duration age, Duration span) {
        return age.compareTo(span) >= 0;
    }
}
