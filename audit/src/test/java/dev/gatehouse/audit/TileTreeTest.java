package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The eight leaves, roots and proofs are the test vectors of the certificate-transparency project. */
class TileTreeTest {
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<List<Hash>> levels = new ArrayList<>();

    private TileTree tree() {
        return new TileTree((level, from, to) -> level < levels.size()
                ? levels.get(level).stream().skip(from).limit(to - from).toList()
                : List.of());
    }

    private void grow(List<Hash> leaves) {
        long size = levels.isEmpty() ? 0 : levels.getFirst().size();
        for (TreeNode node : tree().append(size, leaves)) {
            if (node.level() == levels.size()) {
                levels.add(new ArrayList<>());
            }
            assertThat(levels.get(node.level())).hasSize((int) node.index());
            levels.get(node.level()).add(node.hash());
        }
    }

    private static List<Hash> leaves(long count) {
        return LongStream.range(0, count)
                .mapToObj(i ->
                        Leaf.of(("leaf " + i).getBytes(StandardCharsets.UTF_8)).hash())
                .toList();
    }

    private static List<Hash> vectors() {
        return LEAVES.stream()
                .map(hex -> Leaf.of(HexFormat.of().parseHex(hex)).hash())
                .toList();
    }

    private static List<byte[]> bytes(List<Hash> hashes) {
        return hashes.stream().map(Hash::bytes).toList();
    }

    @Test
    void theEmptyTreeHasTheHashOfNothing() {
        assertThat(tree().root(0)).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void theRootsOfTheKnownLeavesAreTheKnownOnes() {
        grow(vectors());

        for (int size = 1; size <= ROOTS.size(); size++) {
            assertThat(tree().root(size)).as("size %s", size).hasToString(ROOTS.get(size - 1));
        }
    }

    @Test
    void inclusionProofsOfTheKnownLeavesAreTheKnownOnes() {
        grow(vectors());

        assertThat(tree().inclusion(0, 1)).isEmpty();
        assertThat(tree().inclusion(0, 8).stream().map(Hash::toString))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree().inclusion(5, 8).stream().map(Hash::toString))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(tree().inclusion(2, 3).stream().map(Hash::toString))
                .containsExactly("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    }

    @Test
    void consistencyProofsOfTheKnownLeavesAreTheKnownOnes() {
        grow(vectors());

        assertThat(tree().consistency(1, 1)).isEmpty();
        assertThat(tree().consistency(6, 8).stream().map(Hash::toString))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(tree().consistency(2, 5).stream().map(Hash::toString))
                .containsExactly(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Test
    void theVerifiersArithmeticAgreesWithTheTreeAtEveryIndexOfManySizes() {
        grow(leaves(70));

        for (long size = 1; size <= 70; size++) {
            byte[] root = tree().root(size).bytes();
            for (long index = 0; index < size; index++) {
                byte[] leaf = levels.getFirst().get((int) index).bytes();
                assertThat(VerifierTree.root(index, size, leaf, bytes(tree().inclusion(index, size))))
                        .hasValueSatisfying(found -> assertThat(found).isEqualTo(root));
            }
            for (long earlier = 1; earlier <= size; earlier++) {
                assertThat(VerifierTree.consistent(
                                earlier,
                                tree().root(earlier).bytes(),
                                size,
                                root,
                                bytes(tree().consistency(earlier, size))))
                        .isTrue();
            }
        }
    }

    @Test
    void aConsistencyProofOfAnotherTreeDoesNotHold() {
        grow(leaves(40));
        List<byte[]> proof = bytes(tree().consistency(13, 40));

        assertThat(VerifierTree.consistent(
                        13, tree().root(12).bytes(), 40, tree().root(40).bytes(), proof))
                .isFalse();
        assertThat(VerifierTree.consistent(
                        13, tree().root(13).bytes(), 40, tree().root(39).bytes(), proof))
                .isFalse();
        assertThat(VerifierTree.consistent(
                        13, tree().root(13).bytes(), 40, tree().root(40).bytes(), proof.subList(1, proof.size())))
                .isFalse();
    }

    @Test
    void aTreeThatGrewInPiecesOverTileBordersIsTheOneThatGrewAtOnce() {
        List<Hash> all = leaves(66_000);
        for (int from = 0; from < all.size(); from += 977) {
            grow(all.subList(from, Math.min(from + 977, all.size())));
        }
        var frontier = new VerifierTree.Frontier();
        all.forEach(hash -> frontier.add(hash.bytes()));

        assertThat(levels).hasSize(3);
        assertThat(levels.get(1)).hasSize(257);
        assertThat(levels.get(2)).hasSize(1);
        assertThat(tree().root(66_000).bytes()).isEqualTo(frontier.root());
        assertThat(VerifierTree.root(65_535, 66_000, all.get(65_535).bytes(), bytes(tree().inclusion(65_535, 66_000))))
                .hasValueSatisfying(root -> assertThat(root).isEqualTo(frontier.root()));
    }

    @Test
    void aTreeWithMissingHashesIsNotContinued() {
        grow(leaves(10));
        levels.getFirst().removeLast();

        assertThatThrownBy(() -> tree().append(10, leaves(1))).isInstanceOf(AuditException.LogForked.class);
        assertThatThrownBy(() -> tree().root(10)).isInstanceOf(AuditException.LogForked.class);
    }
}
