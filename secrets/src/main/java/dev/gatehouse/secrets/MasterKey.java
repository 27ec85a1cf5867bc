package dev.gatehouse.secrets;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The key that wraps everything secret that is kept, always bound to a {@link WrapContext}: one that wraps, and beside it
 * older and newer ones whose bytes are opened too, so that it can be replaced while all goes on.
 *
 * <p>It lives in a file that only its owner can read, or wrapped by a Vault, and never in clear in the database; one of a
 * process lives in memory, for what is secret and kept there. It learns keys and forgets none. Thread-safe; it cannot be
 * printed.
 */
public final class MasterKey {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{" + 2 * WrappingKey.ID_BYTES + "}");

    private final AtomicReference<Ring> ring;

    private MasterKey(Ring ring) {
        this.ring = new AtomicReference<>(ring);
    }

    /**
     * What is known.
     *
     * @param nameless the id of the key whose bytes do not name it: the first one of an installation
     */
    private record Ring(WrappingKey current, String nameless, Map<String, WrappingKey> byId) {
        Ring {
            byId = Map.copyOf(byId);
        }

        static Ring of(List<WrappingKey> keys) {
            return new Ring(keys.getFirst(), keys.getFirst().id(), Map.of()).and(keys);
        }

        Ring and(Collection<WrappingKey> more) {
            Map<String, WrappingKey> all = new TreeMap<>(byId);
            more.forEach(key -> all.putIfAbsent(key.id(), key));
            return new Ring(current, nameless, all);
        }

        Ring agreed(String id, String without) {
            return new Ring(byId.getOrDefault(id, current), without, byId);
        }
    }

    /** Reads the keys; the first one wraps. Refuses a file that others may read or that holds anything but keys. */
    public static MasterKey ofFile(Path file) {
        return of(MasterKeyText.read(file));
    }

    /** Makes a new key in a new file that only its owner can read; refuses to replace a file. */
    public static MasterKey create(Path file, SecureRandom random) {
        MasterKeyText.write(file, random);
        return ofFile(file);
    }

    /** Makes a key that is kept nowhere: what it wraps ends with the process. */
    public static MasterKey ofProcess(SecureRandom random) {
        return of(List.of(WrappingKey.random(random)));
    }

    /** Of the keys, of which there is at least one, the first one wraps, and is not named by what it wraps. */
    public static MasterKey of(List<WrappingKey> keys) {
        return new MasterKey(Ring.of(keys));
    }

    /** The keys of a file, in its order; refuses what {@link #ofFile} refuses. */
    public static List<WrappingKey> keysOf(Path file) {
        return MasterKeyText.read(file);
    }

    /**
     * Writes one more key to the end of a file of keys, as a whole or not at all.
     *
     * @return the new one
     */
    public static WrappingKey append(Path file, SecureRandom random) {
        return MasterKeyText.append(file, random);
    }

    /** Whether a key could have this id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The key that these bytes name as the one that wrapped them; nothing where they name none. */
    public static Optional<String> nameOf(byte[] wrapped) {
        return WrappedBytes.name(wrapped);
    }

    /** What all bytes begin with that name the key which wrapped them. */
    public static byte[] mark() {
        return WrappedBytes.mark();
    }

    /** What bytes begin with that name this key. */
    public static byte[] prefix(String id) {
        return WrappedBytes.prefix(id);
    }

    /** Opens what these wrapped, too. */
    public void learn(Collection<WrappingKey> keys) {
        ring.updateAndGet(known -> known.and(keys));
    }

    /**
     * Wraps with this key from here on, where it is a known one.
     *
     * @param nameless the key whose bytes do not name it
     * @return whether it is known
     */
    public boolean agree(String id, String nameless) {
        return ring.updateAndGet(known -> known.agreed(id, nameless))
                .current()
                .id()
                .equals(id);
    }

    /** The one that wraps. */
    public String current() {
        return ring.get().current().id();
    }

    /** All whose bytes are opened. */
    public SortedSet<String> known() {
        return new TreeSet<>(ring.get().byId().keySet());
    }

    /** Seals bytes for one place. */
    public byte[] wrap(byte[] clear, WrapContext context) {
        Ring known = ring.get();
        WrappingKey current = known.current();
        try {
            byte[] sealed = current.encrypt(clear, context.associatedData());
            return current.id().equals(known.nameless()) ? sealed : WrappedBytes.named(current.id(), sealed);
        } catch (GeneralSecurityException e) {
            throw new SecretException.CryptographyFailed("cannot wrap " + context, e);
        }
    }

    /** Opens bytes that a known key sealed for the same place; the caller wipes them. */
    public byte[] unwrap(byte[] wrapped, WrapContext context) {
        Map<String, WrappingKey> known = ring.get().byId();
        Optional<WrappingKey> named = WrappedBytes.name(wrapped).map(known::get);
        return named.flatMap(key -> opened(key, WrappedBytes.sealed(wrapped), context))
                // What the first key wrapped.
                .or(() -> known.values().stream()
                        .flatMap(key -> opened(key, wrapped, context).stream())
                        .findFirst())
                .orElseThrow(() -> new SecretException.CannotUnwrap(context));
    }

    /** The known key that sealed bytes which name none for this place. */
    public Optional<String> sealer(byte[] nameless, WrapContext context) {
        return ring.get().byId().values().stream()
                .filter(key ->
                        opened(key, nameless, context).map(MasterKey::wiped).isPresent())
                .map(WrappingKey::id)
                .findFirst();
    }

    private static byte[] wiped(byte[] clear) {
        Arrays.fill(clear, (byte) 0);
        return clear;
    }

    private static Optional<byte[]> opened(WrappingKey key, byte[] sealed, WrapContext context) {
        try {
            return Optional.of(key.decrypt(sealed, context.associatedData()));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }
}
