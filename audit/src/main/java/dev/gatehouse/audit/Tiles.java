package dev.gatehouse.audit;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** The bytes of tiles, as C2SP tlog-tiles serves them. */
public final class Tiles {
    private Tiles() {}

    /** A hash tile: the hashes, one after the other. */
    public static byte[] hashes(List<Hash> hashes) {
        var tile = new ByteArrayOutputStream(hashes.size() * Hash.LENGTH);
        hashes.forEach(hash -> tile.writeBytes(hash.bytes()));
        return tile.toByteArray();
    }

    /** An entry bundle: each leaf after its length in two bytes, big-endian. */
    public static byte[] entries(List<Leaf> leaves) {
        var bundle = new ByteArrayOutputStream();
        for (Leaf leaf : leaves) {
            byte[] bytes = leaf.bytes();
            bundle.write(bytes.length >>> 8);
            bundle.write(bytes.length);
            bundle.writeBytes(bytes);
        }
        return bundle.toByteArray();
    }
}
