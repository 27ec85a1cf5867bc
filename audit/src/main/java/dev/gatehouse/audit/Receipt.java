package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The proof file of one execution, version 1: canonical JSON of {@code {v, checkpoint, leaves: [{index, leaf, proof}],
 * disclosures}}. A leaf is a string, the very text that was hashed; a proof is one C2SP {@code tlog-proof@v1} text;
 * {@code disclosures} holds, by index and field, salt and value of the commitments that are shown.
 */
public final class Receipt {
    private Receipt() {}

    /**
     * The file's bytes.
     *
     * @param note the signed checkpoint, which covers every leaf
     * @param leaves all leaves of the execution, by their number
     * @param nodes the tree of the checkpoint
     */
    public static byte[] encode(String note, List<ReceiptLeaf> leaves, NodeSource nodes) {
        Checkpoint checkpoint = Checkpoint.of(note);
        TileTree tree = new TileTree(nodes);
        List<Map<String, Object>> proven = new ArrayList<>();
        Map<String, Object> disclosures = new TreeMap<>();
        for (ReceiptLeaf leaf : leaves) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("index", leaf.index());
            entry.put("leaf", leaf.leaf().toString());
            entry.put("proof", proof(leaf.index(), tree.inclusion(leaf.index(), checkpoint.size()), note));
            proven.add(entry);
            if (!leaf.disclosed().isEmpty()) {
                disclosures.put(Long.toString(leaf.index()), disclosure(leaf.disclosed()));
            }
        }
        return CanonicalJson.encode(Map.of("v", 1, "checkpoint", note, "leaves", proven, "disclosures", disclosures));
    }

    private static String proof(long index, List<Hash> path, String note) {
        StringBuilder proof = new StringBuilder("c2sp.org/tlog-proof@v1\nindex " + index + "\n");
        path.forEach(hash ->
                proof.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n'));
        return proof.append('\n').append(note).toString();
    }

    private static Map<String, Object> disclosure(List<EventDetail> details) {
        Map<String, Object> fields = new TreeMap<>();
        details.forEach(detail ->
                fields.put(detail.field(), Map.of("salt", detail.salt(), "value", CanonicalJson.read(detail.value()))));
        return fields;
    }
}
