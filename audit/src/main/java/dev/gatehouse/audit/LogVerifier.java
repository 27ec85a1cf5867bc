package dev.gatehouse.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a tenant's whole log from its published parts: every entry is hashed, every tile recomputed, the root compared
 * with the signed checkpoint, and each execution's events counted.
 *
 * <p>Shares no code with the writer's tree. Keeps 32 bytes for 256 leaves, and a number for each execution.
 */
public final class LogVerifier {
    /** The largest part in bytes: a bundle of 256 leaves, each after its length. */
    public static final int MAX_PART = 256 * (2 + Leaf.MAX_BYTES);

    private static final int WIDTH = 256;
    private static final int HASH = 32;

    private final TileSource source;
    private final String tenant;
    private final NoteReader notes;

    /** A verifier of the tenant's log, which the source is said to hold, that believes these keys. */
    public LogVerifier(TileSource source, String tenant, List<LogVerifierKey> pinned) {
        this.source = source;
        this.tenant = tenant;
        this.notes = new NoteReader(pinned);
    }

    /**
     * What the log proves, or where it fails.
     *
     * @param anchored a checkpoint that was seen earlier; the log must still contain it
     * @throws IOException when a part cannot be had
     */
    public Verification<ProvenLog> verify(Optional<String> anchored) throws IOException {
        try {
            return new Verification.Valid<>(check(anchored));
        } catch (Refused refused) {
            return new Verification.Invalid<>(refused.finding());
        }
    }

    private ProvenLog check(Optional<String> anchored) throws IOException, Refused {
        byte[] signed = source.fetch("checkpoint").orElseThrow(() -> new Refused("checkpoint", "the log has none"));
        String note = new String(signed, StandardCharsets.UTF_8);
        Checkpoint checkpoint = notes.read(note, "checkpoint");
        if (!checkpoint.isOf(tenant)) {
            throw new Refused("checkpoint", "of another log, " + checkpoint.origin());
        }
        Anchor anchor = anchor(anchored, checkpoint);
        byte[] root = entries(checkpoint, anchor);
        if (!VerifierTree.same(root, checkpoint.root().bytes())) {
            throw new Refused("checkpoint", "the entries do not hash to the signed root");
        }
        return new ProvenLog(checkpoint, note);
    }

    /** The earlier root to meet on the way; size 0 where there is none. */
    private record Anchor(long size, Hash root) {}

    private Anchor anchor(Optional<String> anchored, Checkpoint checkpoint) throws Refused {
        if (anchored.isEmpty()) {
            return new Anchor(0, Hash.over());
        }
        Checkpoint earlier = notes.read(anchored.get(), "anchored checkpoint");
        if (!earlier.origin().equals(checkpoint.origin())) {
            throw new Refused("anchored checkpoint", "of another log, " + earlier.origin());
        }
        if (earlier.size() > checkpoint.size()) {
            throw new Refused(
                    "checkpoint", "covers " + checkpoint.size() + " leaves; " + earlier.size() + " were signed before");
        }
        return new Anchor(earlier.size(), earlier.root());
    }

    /** Walks all entries, checks every level of tiles, and answers the root. */
    private byte[] entries(Checkpoint checkpoint, Anchor anchor) throws IOException, Refused {
        var frontier = new VerifierTree.Frontier();
        var records = new Records(checkpoint);
        List<byte[]> above = new ArrayList<>();
        meet(anchor, 0, frontier);
        for (long first = 0; first < checkpoint.size(); first += WIDTH) {
            int width = (int) Math.min(WIDTH, checkpoint.size() - first);
            String path = path("entries", first / WIDTH, width);
            List<byte[]> leaves = bundle(part(path), width, path);
            List<byte[]> hashes = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                records.add(leaves.get(i), path + " entry " + (first + i));
                hashes.add(VerifierTree.leaf(leaves.get(i)));
                frontier.add(hashes.getLast());
                meet(anchor, first + i + 1, frontier);
            }
            tile(0, first / WIDTH, hashes).ifPresent(above::add);
        }
        tiles(above);
        return frontier.root();
    }

    private static void meet(Anchor anchor, long size, VerifierTree.Frontier frontier) throws Refused {
        if (anchor.size() == size
                && !VerifierTree.same(frontier.root(), anchor.root().bytes())) {
            throw new Refused(
                    "anchored checkpoint", "the log does not contain it: its first " + size + " entries differ");
        }
    }

    private void tiles(List<byte[]> level1) throws IOException, Refused {
        List<byte[]> hashes = level1;
        for (int level = 1; !hashes.isEmpty(); level++) {
            List<byte[]> above = new ArrayList<>();
            for (int first = 0; first < hashes.size(); first += WIDTH) {
                tile(level, first / WIDTH, hashes.subList(first, Math.min(first + WIDTH, hashes.size())))
                        .ifPresent(above::add);
            }
            hashes = above;
        }
    }

    /** Compares a published tile with its recomputed hashes; the root of a full one belongs to the level above. */
    private Optional<byte[]> tile(int level, long index, List<byte[]> expected) throws IOException, Refused {
        String path = path(Integer.toString(level), index, expected.size());
        byte[] tile = part(path);
        if (tile.length != expected.size() * HASH) {
            throw new Refused(path, "has " + tile.length + " bytes, not " + expected.size() * HASH);
        }
        var root = new VerifierTree.Frontier();
        for (int i = 0; i < expected.size(); i++) {
            if (!VerifierTree.same(Arrays.copyOfRange(tile, i * HASH, (i + 1) * HASH), expected.get(i))) {
                throw new Refused(path + " hash " + i, "not the hash of what lies below it");
            }
            root.add(expected.get(i));
        }
        return expected.size() == WIDTH ? Optional.of(root.root()) : Optional.empty();
    }

    private byte[] part(String path) throws IOException, Refused {
        return source.fetch(path)
                .orElseThrow(() -> new Refused(path, "the log does not show it, though its checkpoint covers it"));
    }

    private static List<byte[]> bundle(byte[] bytes, int width, String path) throws Refused {
        List<byte[]> leaves = new ArrayList<>();
        int at = 0;
        while (at + 2 <= bytes.length && leaves.size() < width) {
            int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
            at += 2;
            if (at + length > bytes.length) {
                break;
            }
            leaves.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        if (leaves.size() != width || at != bytes.length) {
            throw new Refused(path + " byte " + at, "not a bundle of " + width + " entries");
        }
        return leaves;
    }

    private static String path(String level, long index, int width) {
        String digits = String.format(Locale.ROOT, "%03d", index);
        digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
        StringBuilder path = new StringBuilder("tile/" + level);
        for (int i = 0; i < digits.length(); i += 3) {
            path.append(i + 3 < digits.length() ? "/x" : "/").append(digits, i, i + 3);
        }
        return width == WIDTH ? path.toString() : path.append(".p/" + width).toString();
    }

    /** Each execution's events must be numbered 1, 2, 3 … in the order of the log. */
    private static final class Records {
        private final Checkpoint checkpoint;
        /** The latest event's number of each execution; negative from its outcome on. */
        private final Map<String, Integer> numbers = new HashMap<>();

        Records(Checkpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        void add(byte[] bytes, String place) throws Refused {
            LeafReader leaf = LeafReader.read(bytes, place);
            if (!checkpoint.isOf(leaf.tenant())) {
                throw new Refused(place, "a leaf of another tenant");
            }
            if (leaf.execution().isPresent()) {
                add(leaf.execution().get(), leaf, place);
            }
        }

        private void add(String execution, LeafReader leaf, String place) throws Refused {
            int before = numbers.getOrDefault(execution, 0);
            if (Math.abs(before) + 1 != leaf.n()) {
                throw new Refused(
                        place, "event " + leaf.n() + " of its execution is out of order or one before is missing");
            }
            leaf.requireOrder(before < 0, place);
            numbers.put(execution, before < 0 || leaf.isOutcome() ? -leaf.n() : leaf.n());
        }
    }
}
