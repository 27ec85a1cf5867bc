package dev.gatehouse.worker.agent;

import static dev.gatehouse.worker.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportRequest.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSpoolTest {
    private static final WorkerLog LOG = new WorkerLog(System.getLogger("test"), InstantSource.system());

    @TempDir
    private Path folder;

    private AgentBench bench;
    private FakeGateway gateway;

    @BeforeEach
    void open() throws IOException {
        bench = new AgentBench(folder);
        gateway = bench.gateway;
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private ReportSpool spool() throws IOException {
        return new ReportSpool(folder.resolve("home/spool"), 2, LOG);
    }

    private static Spooled spooled(String execution, long fence) {
        var report = new ReportRequest(execution, fence, 1, Outcome.SUCCEEDED, 0, null, null, 1, "0".repeat(64), false);
        return new Spooled(report, List.of(new LogChunk(0, LogChunk.STDOUT, "b25l")), FakeGateway.TRACE);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(bench.spool())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void findsAfterItsEndWhateverItKeptBefore() throws IOException {
        spool().put(spooled("a", 1));

        ReportSpool next = spool();

        assertThat(next.load()).containsExactly(spooled("a", 1));
        assertThat(next.held()).containsExactly(new Held("a", 1));
    }

    @Test
    void forgetsWhatTheGatewayHas() throws IOException {
        ReportSpool spool = spool();
        spool.put(spooled("a", 1));

        spool.remove(new Held("a", 1));

        assertThat(spool.held()).isEmpty();
        assertThat(bench.spooled()).isZero();
        assertThat(spool().load()).isEmpty();
    }

    @Test
    void leavesNoFileBehindOnceTheGatewayHasEverything() throws IOException {
        ReportSpool spool = spool();
        spool.put(spooled("a", 1));
        spool.put(spooled("b", 1));
        spool.remove(new Held("a", 1));
        spool.close();
        assertThat(names()).containsExactly("00000001.reports");

        ReportSpool next = spool();
        assertThat(next.load()).containsExactly(spooled("b", 1));
        next.remove(new Held("b", 1));

        assertThat(names()).isEmpty();
    }

    @Test
    void keepsEachOfManyThatComeAtOnceAndGoInAnyOrder() throws IOException {
        ReportSpool spool = spool();
        List<Spooled> many = IntStream.range(0, 4_000)
                .mapToObj(i -> spooled("execution-" + i, 1))
                .toList();

        // However many come at once share a segment, and those after them need another.
        for (List<Spooled> half : List.of(many.subList(0, 2_000), many.subList(2_000, 4_000))) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                half.forEach(one -> threads.execute(() -> spool.put(one)));
            }
        }
        many.stream().filter(one -> !one.held().execution().endsWith("7")).forEach(one -> spool.remove(one.held()));

        assertThat(names()).as("more than one segment").hasSizeGreaterThan(1);
        assertThat(spool().load())
                .containsExactlyInAnyOrderElementsOf(many.stream()
                        .filter(one -> one.held().execution().endsWith("7"))
                        .toList());
    }

    @Test
    void deletesSegmentsThatNobodyNeeds() throws IOException {
        ReportSpool spool = spool();
        for (int i = 0; i < 5_000; i++) {
            spool.put(spooled("execution-" + i, 1));
            spool.remove(new Held("execution-" + i, 1));
        }

        assertThat(names()).hasSizeLessThanOrEqualTo(1);
        assertThat(bench.spooled()).isZero();
    }

    @Test
    void keepsAReportThatIsLargerThanASegment() throws IOException {
        var chunk = new LogChunk(0, LogChunk.STDOUT, "a".repeat(2 * SpoolSegment.SIZE));
        Spooled large = new Spooled(spooled("a", 1).report(), List.of(chunk), null);
        ReportSpool spool = spool();
        spool.put(large);
        spool.put(spooled("b", 1));

        assertThat(spool().load()).containsExactlyInAnyOrder(large, spooled("b", 1));
    }

    @Test
    void isFullAtItsBoundAndNotBefore() throws IOException {
        ReportSpool spool = spool();
        spool.put(spooled("a", 1));
        assertThat(spool.full()).isFalse();

        spool.put(spooled("a", 2));

        assertThat(spool.full()).isTrue();
    }

    @Test
    void isFullWhileItHoldsWhatTheDiskDidNotTake() throws IOException {
        ReportSpool spool = spool();
        Files.createDirectories(bench.spool().resolve("00000001.reports/in-the-way"));

        spool.put(spooled("a", 1));
        assertThat(spool.held()).containsExactly(new Held("a", 1));
        assertThat(spool.full()).isTrue();

        spool.remove(new Held("a", 1));
        assertThat(spool.full()).isFalse();
    }

    @Test
    void setsAsideWhatItCannotReadAndFindsTheRest() throws IOException {
        ReportSpool spool = spool();
        spool.put(spooled("a", 1));
        for (String damaged :
                List.of("", "null", "[]", "{}", "{\"kept\": {\"report\": {}, \"chunks\": []}}", "no JSON")) {
            Files.writeString(bench.spool().resolve("00000002.reports"), damaged + "\n");

            assertThat(spool().load()).as(damaged).containsExactly(spooled("a", 1));
            assertThat(names()).containsExactly("00000001.reports", "damaged-2.refused");
        }
    }

    @Test
    void setsAsideWhatTheGatewayDoesNotTake() throws IOException {
        ReportSpool spool = spool();
        spool.put(spooled("a", 1));

        spool.refuse(new Held("a", 1));

        assertThat(spool.held()).isEmpty();
        assertThat(spool().load()).isEmpty();
        assertThat(names()).contains("a-1.json.refused");
    }

    @Test
    void removesWhatWasNeverWrittenToItsEnd() throws IOException {
        spool();
        Files.writeString(bench.spool().resolve("00000001.reports"), "{\"kept\": {\"report\": {\"execu\0\0");

        assertThat(spool().load()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void namesAfterARestartWhatItHasYetToReport() throws IOException {
        spool().put(spooled(FakeGateway.EXECUTION, 7));
        gateway.failingReports.set(Integer.MAX_VALUE);

        bench.start(_ -> AgentBench.succeeded());

        assertThat(until(() -> gateway.renewals.stream()
                        .anyMatch(renewal -> renewal.running().equals(List.of(new Held(FakeGateway.EXECUTION, 7))))))
                .isTrue();
        gateway.failingReports.set(0);
        assertThat(until(() -> gateway.reports.size() == 1 && bench.spooled() == 0))
                .isTrue();
        assertThat(gateway.log()).isEqualTo("one");
    }

    @Test
    void aDamagedFileKeepsNoWorkerFromItsWork() throws IOException {
        spool();
        Files.writeString(bench.spool().resolve("00000001.reports"), "no report\n");

        bench.start(_ -> Ending.failed(3, "exit_code"));
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.reports.size() == 1)).isTrue();
    }

    @Test
    void aFullSpoolTakesNoMoreWorkAndDropsNothing() throws IOException {
        gateway.failingReports.set(Integer.MAX_VALUE);
        ReportSpool earlier = spool();
        for (int fence = 11; fence <= 14; fence++) {
            earlier.put(spooled(FakeGateway.EXECUTION, fence));
        }
        bench.start(_ -> AgentBench.succeeded());
        gateway.enqueue(1, Optional.empty());

        assertThat(until(() -> gateway.renewals.size() > 10)).isTrue();
        assertThat(gateway.starts).isEmpty();
        assertThat(bench.spooled()).isEqualTo(4);

        gateway.failingReports.set(0);
        assertThat(until(() -> gateway.reports.size() == 5)).isTrue();
    }
}
