package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class ReceiptVerifierTest {
    private static final LogKey KEY = SeededLogKey.wellKnown();

    private final Sample sample = new Sample();
    private final MemoryLog log = new MemoryLog();
    private final List<SealedEvent> events = new ArrayList<>();
    private final ReceiptVerifier verifier = new ReceiptVerifier(List.of(LogVerifierKey.of(Sample.ORIGIN, KEY)));

    private byte[] receipt() {
        log.commit(sample.loose());
        sample.run(1).forEach(log::commit);
        events.addAll(sample.run(2));
        events.forEach(log::commit);
        sample.run(3).forEach(log::commit);
        new Sequencer(KEY).sequence(Sample.ORIGIN, log, Optional.empty());
        return encode(List.of(0, 1, 2));
    }

    private byte[] encode(List<Integer> chosen) {
        List<ReceiptLeaf> leaves = chosen.stream()
                .map(i -> new ReceiptLeaf(
                        4 + i,
                        events.get(i).leaf(),
                        events.get(i).details().stream()
                                .filter(detail -> List.of("inputs", "outputs").contains(detail.field()))
                                .toList()))
                .toList();
        return Receipt.encode(log.checkpoint().orElseThrow(), leaves, log);
    }

    private static byte[] golden() throws IOException {
        try (InputStream file = ReceiptVerifierTest.class.getResourceAsStream("/receipt-v1.json")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }

    private Finding finding(byte[] file) {
        return switch (verifier.verify(file)) {
            case Verification.Valid<ProvenExecution> valid ->
                throw new AssertionError(
                        "believed " + valid.proven() + " of " + new String(file, StandardCharsets.UTF_8));
            case Verification.Invalid<ProvenExecution> invalid -> invalid.finding();
        };
    }

    /** Changes the receipt's JSON and canonicalises it again, so that only the change itself can be found. */
    private static byte[] changed(byte[] receipt, Consumer<ObjectNode> change) throws IOException {
        ObjectNode root = (ObjectNode) new ObjectMapper().readTree(receipt);
        change.accept(root);
        return CanonicalJson.encode(root);
    }

    @Test
    void theGoldenReceiptIsWhatTheWriterWrites() throws IOException {
        assertThat(new String(receipt(), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(), StandardCharsets.UTF_8));
    }

    @Test
    void aReceiptProvesItsExecutionWithNothingButThePinnedKey() throws IOException {
        assertThat(verifier.verify(golden()))
                .isEqualTo(new Verification.Valid<>(new ProvenExecution(
                        Sample.ORIGIN, "demo", Sample.execution(2).toString(), "execution.succeeded", 3, 10, 2)));
    }

    @Test
    void everyByteThatIsFlippedIsFoundAndPlaced() throws IOException {
        byte[] golden = golden();
        for (int at = 0; at < golden.length; at++) {
            byte[] copy = golden.clone();
            copy[at] ^= (byte) (1 << at % 8);

            assertThat(finding(copy).place()).as("byte %s", at).isNotBlank();
        }
    }

    @Test
    void everyByteThatIsMissingIsFoundAndPlaced() throws IOException {
        byte[] golden = golden();
        for (int at = 0; at < golden.length; at++) {
            byte[] copy = Arrays.copyOf(golden, golden.length - 1);
            System.arraycopy(golden, at + 1, copy, at, golden.length - at - 1);

            assertThat(finding(copy).place()).as("without byte %s", at).isNotBlank();
        }
    }

    @Test
    void everyByteThatIsAddedIsFoundAndPlaced() throws IOException {
        byte[] golden = golden();
        List<String> additions = List.of(" ", "0", "\n", "\"", "A", "\u00e9", "\\");
        for (int at = 0; at <= golden.length; at++) {
            String added = additions.get(at % additions.size());
            byte[] more = added.getBytes(StandardCharsets.UTF_8);
            byte[] copy = new byte[golden.length + more.length];
            System.arraycopy(golden, 0, copy, 0, at);
            System.arraycopy(more, 0, copy, at, more.length);
            System.arraycopy(golden, at, copy, at + more.length, golden.length - at);

            assertThat(finding(copy).place()).as("%s at byte %s", added, at).isNotBlank();
        }
    }

    @Test
    void everyTruncationIsFoundAndPlaced() throws IOException {
        byte[] golden = golden();
        for (int length = 0; length < golden.length; length++) {
            assertThat(finding(Arrays.copyOf(golden, length)).place()).isNotBlank();
        }
    }

    @Test
    void aFileThatIsNotCanonicalIsPlacedAtItsFirstOtherByte() throws IOException {
        String spaced = new String(golden(), StandardCharsets.UTF_8).replaceFirst(":", ": ");

        assertThat(finding(spaced.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Finding("byte 14", "the file does not re-encode to the same bytes"));
    }

    @Test
    void aKeyThatIsNotPinnedProvesNothing() throws IOException {
        var stranger = new ReceiptVerifier(List.of(LogVerifierKey.of(Sample.ORIGIN, SeededLogKey.fresh())));
        var otherTenant = new ReceiptVerifier(List.of(LogVerifierKey.of(Sample.INSTALLATION + "/other", KEY)));

        for (ReceiptVerifier other : List.of(stranger, otherTenant)) {
            assertThat(other.verify(golden()))
                    .isInstanceOfSatisfying(
                            Verification.Invalid.class,
                            invalid -> assertThat(invalid.finding().place()).isEqualTo("/checkpoint"));
        }
    }

    @Test
    void aLeafThatWasLeftOutIsMissed() {
        receipt();

        assertThat(finding(encode(List.of(0, 2)))).extracting(Finding::place).isEqualTo("/leaves/1/leaf/n");
        assertThat(finding(encode(List.of(0, 1)))).extracting(Finding::place).isEqualTo("/leaves/1/leaf/code");
        assertThat(finding(encode(List.of(1, 2)))).extracting(Finding::place).isEqualTo("/leaves/0/leaf/n");
    }

    @Test
    void leavesThatAreSwappedOrDoubledAreFound() {
        receipt();

        assertThat(finding(encode(List.of(1, 0, 2)))).extracting(Finding::place).isEqualTo("/leaves/0/leaf/n");
        assertThat(finding(encode(List.of(0, 0, 1, 2))))
                .extracting(Finding::place)
                .isEqualTo("/leaves/1/index");
    }

    @Test
    void aLeafOfAnotherExecutionIsFound() {
        receipt();
        List<ReceiptLeaf> leaves = LongStream.of(4, 8)
                .mapToObj(index -> new ReceiptLeaf(index, log.leaf(index), List.of()))
                .toList();

        assertThat(finding(Receipt.encode(log.checkpoint().orElseThrow(), leaves, log)))
                .extracting(Finding::place)
                .isEqualTo("/leaves/1/leaf/execution");
    }

    @Test
    void anEventWithoutAnExecutionIsNoRecord() {
        receipt();

        assertThat(finding(Receipt.encode(
                        log.checkpoint().orElseThrow(), List.of(new ReceiptLeaf(0, log.leaf(0), List.of())), log)))
                .extracting(Finding::place)
                .isEqualTo("/leaves/0/leaf/execution");
    }

    @Test
    void aDisclosedValueThatWasNotCommittedToIsFound() throws IOException {
        byte[] forged = changed(
                golden(), root -> ((ObjectNode) root.at("/disclosures/4/inputs/value")).put("day", "2026-11-20"));

        assertThat(finding(forged)).extracting(Finding::place).isEqualTo("/disclosures/4/inputs");
    }

    @Test
    void aDisclosureOfAnotherFieldOrLeafIsFound() throws IOException {
        byte[] otherField = changed(golden(), root -> {
            ObjectNode shown = (ObjectNode) root.at("/disclosures/4");
            shown.set("launch", shown.remove("inputs"));
        });
        byte[] otherLeaf = changed(golden(), root -> {
            ObjectNode shown = (ObjectNode) root.at("/disclosures");
            shown.set("5", shown.remove("4"));
        });
        byte[] noLeaf = changed(golden(), root -> {
            ObjectNode shown = (ObjectNode) root.at("/disclosures");
            shown.set("1", shown.remove("4"));
        });

        assertThat(finding(otherField).place()).isEqualTo("/disclosures/4/launch");
        assertThat(finding(otherLeaf).place()).isEqualTo("/disclosures/5/inputs");
        assertThat(finding(noLeaf).place()).isEqualTo("/disclosures/1");
    }

    @Test
    void anUnknownMemberIsFound() throws IOException {
        assertThat(finding(changed(golden(), root -> root.put("key", "trust me")))
                        .place())
                .isEqualTo("/key");
        assertThat(finding(changed(golden(), root -> ((ObjectNode) root.at("/leaves/1")).put("note", 1)))
                        .place())
                .isEqualTo("/leaves/1/note");
        assertThat(finding(changed(golden(), root -> ((ObjectNode) root.at("/disclosures/4/inputs")).put("by", 1)))
                        .place())
                .isEqualTo("/disclosures/4/inputs/by");
    }

    @Test
    void aForgedNameCannotWriteALineOfItsOwn() throws IOException {
        byte[] forged = changed(golden(), root -> root.put("x\nvalid     all is well\u202e/~", 1));

        assertThat(finding(forged)).hasToString("/x<U+000A>valid     all is well<U+202E>~1~0: unknown member");
    }

    @Test
    void aMissingMemberIsFound() throws IOException {
        for (String member : List.of("v", "checkpoint", "leaves", "disclosures")) {
            assertThat(finding(changed(golden(), root -> root.remove(member))).place())
                    .isEqualTo("/" + member);
        }
    }

    @Test
    void anotherVersionIsNotGuessedAt() throws IOException {
        assertThat(finding(changed(golden(), root -> root.put("v", 2))).place()).isEqualTo("/v");
    }

    @Test
    void anUnauthenticatedExtraLineIsFound() throws IOException {
        byte[] extra = changed(golden(), root -> {
            ObjectNode leaf = (ObjectNode) root.at("/leaves/0");
            leaf.put("proof", leaf.path("proof").asText().replaceFirst("\nindex", "\nextra AAAA\nindex"));
        });

        assertThat(finding(extra).place()).isEqualTo("/leaves/0/proof");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"v\":1}", "\u0000", "{\"v\":1e999}", "{\"a\":\"\\ud800\"}"})
    void anyInputAtAllGetsAnAnswer(String text) {
        assertThat(finding(text.getBytes(StandardCharsets.UTF_8)).problem()).isNotBlank();
    }

    @Test
    void aFileLargerThanAReceiptMayBeIsFound() {
        assertThat(finding(new byte[ReceiptVerifier.MAX_BYTES + 1]))
                .isEqualTo(new Finding("byte 16777216", "larger than a receipt may be"));
    }

    @Test
    void aVeryDeepFileGetsAnAnswer() {
        assertThat(finding("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)).problem())
                .isNotBlank();
    }
}
