package dev.gatehouse.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a receipt with nothing but a pinned key: no server, no database, and no code of the writer's tree.
 *
 * <p>Thread-safe. It stops at the first failure and names its place; any input at all gets an answer.
 */
public final class ReceiptVerifier {
    /** The largest receipt: what a verifier must be ready to read. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");

    private final NoteReader notes;

    /** A verifier that believes these keys. */
    public ReceiptVerifier(List<LogVerifierKey> pinned) {
        this.notes = new NoteReader(pinned);
    }

    /** What the file proves, or where it fails. */
    public Verification<ProvenExecution> verify(byte[] file) {
        try {
            return new Verification.Valid<>(check(file));
        } catch (Refused refused) {
            return new Verification.Invalid<>(refused.finding());
        }
    }

    private ProvenExecution check(byte[] file) throws Refused {
        if (file.length > MAX_BYTES) {
            throw new Refused("byte " + MAX_BYTES, "larger than a receipt may be");
        }
        JsonNode receipt = StrictJson.canonical(file);
        StrictJson.members(receipt, "", Set.of("v", "checkpoint", "leaves", "disclosures"), Set.of());
        if (StrictJson.number(receipt, "", "v") != 1) {
            throw new Refused("/v", "an unknown version");
        }
        String note = StrictJson.text(receipt, "", "checkpoint");
        Checkpoint checkpoint = notes.read(note, "/checkpoint");
        JsonNode entries = receipt.path("leaves");
        if (!entries.isArray() || entries.isEmpty()) {
            throw new Refused("/leaves", "not a list of leaves");
        }
        Map<String, LeafReader> leaves = new HashMap<>();
        LeafReader last = null;
        long before = -1;
        for (int i = 0; i < entries.size(); i++) {
            String place = "/leaves/" + i;
            JsonNode entry = entries.get(i);
            LeafReader leaf = included(entry, place, note, checkpoint);
            long index = entry.path("index").longValue();
            if (index <= before) {
                throw new Refused(place + "/index", "not after the leaf before it");
            }
            before = index;
            sameRecord(leaf, last, i, place, checkpoint, i == entries.size() - 1);
            leaves.put(Long.toString(index), leaf);
            last = leaf;
        }
        if (last == null) {
            throw new Refused("/leaves", "empty");
        }
        int disclosed = disclosures(receipt.path("disclosures"), leaves);
        return new ProvenExecution(
                checkpoint.origin(),
                last.tenant(),
                last.execution().orElse(""),
                last.code(),
                last.n(),
                checkpoint.size(),
                disclosed);
    }

    private static LeafReader included(JsonNode entry, String place, String note, Checkpoint checkpoint)
            throws Refused {
        StrictJson.members(entry, place, Set.of("index", "leaf", "proof"), Set.of());
        long index = StrictJson.number(entry, place, "index");
        byte[] leaf = CanonicalJson.utf8(StrictJson.text(entry, place, "leaf"));
        ProofReader proof = ProofReader.read(StrictJson.text(entry, place, "proof"), place + "/proof");
        if (proof.index() != index) {
            throw new Refused(place + "/proof", "proves another index");
        }
        if (!proof.note().equals(note)) {
            throw new Refused(place + "/proof", "proves against another checkpoint");
        }
        Optional<byte[]> root = VerifierTree.root(index, checkpoint.size(), VerifierTree.leaf(leaf), proof.path());
        if (root.isEmpty() || !VerifierTree.same(root.get(), checkpoint.root().bytes())) {
            throw new Refused(place, "the leaf is not under the signed root at its index");
        }
        return LeafReader.read(leaf, place + "/leaf");
    }

    /** One execution of the log's own tenant, numbered without a gap, ended by its last event and by no other. */
    private static void sameRecord(
            LeafReader leaf,
            @Nullable LeafReader before,
            int position,
            String place,
            Checkpoint checkpoint,
            boolean last)
            throws Refused {
        if (!checkpoint.isOf(leaf.tenant())) {
            throw new Refused(place + "/leaf/tenant", "not the tenant of the log " + checkpoint.origin());
        }
        if (leaf.execution().isEmpty() || (before != null && !before.execution().equals(leaf.execution()))) {
            throw new Refused(place + "/leaf/execution", "not the execution of the first leaf");
        }
        if (leaf.n() != position + 1) {
            throw new Refused(place + "/leaf/n", "expected event " + (position + 1) + " of the execution");
        }
        leaf.requireOrder(false, place + "/leaf/code");
        if (leaf.isOutcome() != last) {
            throw new Refused(
                    place + "/leaf/code", last ? "the last event is no outcome" : "an outcome before the last event");
        }
    }

    private static int disclosures(JsonNode disclosures, Map<String, LeafReader> leaves) throws Refused {
        if (!disclosures.isObject()) {
            throw new Refused("/disclosures", "not an object");
        }
        int count = 0;
        for (var shown : disclosures.properties()) {
            String place = StrictJson.pointer("/disclosures", shown.getKey());
            LeafReader leaf = leaves.get(shown.getKey());
            if (leaf == null) {
                throw new Refused(place, "no leaf of the receipt has this index");
            }
            if (!shown.getValue().isObject() || shown.getValue().isEmpty()) {
                throw new Refused(place, "discloses nothing");
            }
            for (var field : shown.getValue().properties()) {
                disclosure(
                        field.getValue(),
                        StrictJson.pointer(place, field.getKey()),
                        leaf.fields().get(field.getKey()));
                count++;
            }
        }
        return count;
    }

    private static void disclosure(JsonNode pair, String place, @Nullable String commitment) throws Refused {
        StrictJson.members(pair, place, Set.of("salt", "value"), Set.of());
        String salt = StrictJson.text(pair, place, "salt");
        if (!SALT.matcher(salt).matches()) {
            throw new Refused(place + "/salt", "not 16 bytes in lower-case hex");
        }
        Hash actual = Hash.over(HexFormat.of().parseHex(salt), CanonicalJson.encode(pair.path("value")));
        if (!actual.toString().equals(commitment)) {
            throw new Refused(place, "the value is not the one that was committed to");
        }
    }
}
