package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.LostCommits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    /** After which few are worth a batch, too. */
    private static final Duration LONG = Duration.ofMillis(50);

    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountedBatches counted = new CountedBatches();
    private final Semaphore hold = new Semaphore(0);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        hold.release(1000);
        callers.close();
    }

    private GroupCommit<Integer, String> commits(int seats, Function<Integer, String> each) {
        return commits(seats, each, _ -> "acme");
    }

    /** Writes one batch at a time, each only when the test lets it. */
    private GroupCommit<Integer, String> commits(
            int seats, Function<Integer, String> each, Function<Integer, String> tenant) {
        return commits(seats, each, tenant, 8, 1);
    }

    private GroupCommit<Integer, String> commits(
            int seats, Function<Integer, String> each, Function<Integer, String> tenant, int largest, int writers) {
        return new GroupCommit<>(
                "test",
                batch -> {
                    written.countDown();
                    hold.acquireUninterruptibly();
                    batches.add(batch);
                    return batch.stream().map(each).toList();
                },
                tenant,
                largest,
                seats,
                writers,
                counted);
    }

    private List<Future<Optional<String>>> callThem(GroupCommit<Integer, String> commits, int from, int to) {
        List<Future<Optional<String>>> answers = new ArrayList<>();
        IntStream.range(from, to).forEach(i -> answers.add(callers.submit(() -> commits.commit(i))));
        return answers;
    }

    private static void until(GroupCommit<Integer, String> commits, int waiting) {
        while (commits.waiting() < waiting) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoComesWhileABatchIsWrittenSharesTheNext() throws Exception {
        try (var commits = commits(100, i -> "done " + i)) {
            var first = callThem(commits, 0, 1);
            written.await();
            var others = callThem(commits, 1, 6);
            until(commits, 5);

            hold.release(2);

            assertThat(first.getFirst().get()).contains("done 0");
            for (int i = 0; i < 5; i++) {
                assertThat(others.get(i).get()).contains("done " + (i + 1));
            }
            assertThat(batches.stream().map(List::size)).containsExactly(1, 5);
            assertThat(counted.sizes).containsExactly(1, 5);
            assertThat(counted.waits).noneMatch(Duration::isNegative);
        }
    }

    @Test
    void anotherWriterWaitsUntilABatchIsWorthIt() throws Exception {
        try (var commits = commits(100, i -> "done", _ -> "acme", 64, 2)) {
            callThem(commits, 0, 1);
            written.await();
            long begun = System.nanoTime();
            var few = callThem(commits, 1, 8);
            while (commits.waiting() < 7 && System.nanoTime() - begun < LONG.toNanos()) {
                Thread.onSpinWait();
            }
            var last = callThem(commits, 8, 9);
            while (commits.waiting() > 0 && System.nanoTime() - begun < 3 * LONG.toNanos()) {
                Thread.onSpinWait();
            }

            hold.release(8);
            for (var each : few) {
                each.get();
            }
            last.getFirst().get();
            assertThat(IntStream.range(0, counted.sizes.size())
                            .filter(i -> counted.sizes.get(i) > 1 && counted.sizes.get(i) < 8))
                    .as("batches of few, none of which was taken before it had waited for long")
                    .allMatch(i -> counted.waits.get(i).compareTo(LONG) >= 0);
        }
    }

    @Test
    void fewDoNotWaitForLongBehindABatchThatIsStuck() throws Exception {
        try (var commits = commits(100, i -> "done", _ -> "acme", 64, 2)) {
            callThem(commits, 0, 1);
            written.await();

            callThem(commits, 1, 2);
            while (commits.waiting() > 0) {
                Thread.onSpinWait();
            }

            assertThat(batches).as("the first one is still under way").isEmpty();
        }
    }

    @Test
    void aBatchHasABound() throws Exception {
        try (var commits = commits(100, i -> "done")) {
            callThem(commits, 0, 1);
            written.await();
            var others = callThem(commits, 1, 21);
            until(commits, 20);

            hold.release(4);

            for (var each : others) {
                each.get();
            }
            assertThat(batches.stream().map(List::size)).containsExactly(1, 8, 8, 4);
        }
    }

    @Test
    void onlyTheGuiltyOneHearsOfItsFailure() throws Exception {
        try (var commits = commits(100, i -> {
            if (i == 5) {
                throw new IllegalArgumentException("poison");
            }
            return "done " + i;
        })) {
            callThem(commits, 0, 1);
            written.await();
            var strangers = callThem(commits, 1, 9);
            until(commits, 8);

            hold.release(100);

            for (int i = 1; i < 9; i++) {
                var answer = strangers.get(i - 1);
                if (i == 5) {
                    assertThatThrownBy(answer::get)
                            .isInstanceOf(ExecutionException.class)
                            .cause()
                            .hasMessage("poison");
                } else {
                    assertThat(answer.get()).contains("done " + i);
                }
            }
            assertThat(counted.halved).as("eight, four and two").hasValue(3);
            assertThat(counted.refused).hasValue(0);
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNobodysGuilt() throws Exception {
        try (var commits = commits(100, _ -> {
            throw LostCommits.away();
        })) {
            callThem(commits, 0, 1);
            written.await();
            var all = callThem(commits, 1, 5);
            until(commits, 4);

            hold.release(100);

            for (var each : all) {
                assertThatThrownBy(each::get).cause().isInstanceOf(DatabaseUnavailable.class);
            }
            assertThat(batches.stream().map(List::size)).containsExactly(1, 4);
        }
    }

    @Test
    void aFullRoomRefusesAtOnce() throws Exception {
        try (var commits = commits(3, i -> "done")) {
            callThem(commits, 0, 1);
            written.await();
            var seated = callThem(commits, 1, 4);
            until(commits, 3);

            assertThat(commits.commit(4)).isEmpty();
            assertThat(counted.refused).hasValue(1);

            hold.release(100);
            for (var each : seated) {
                assertThat(each.get()).contains("done");
            }
        }
    }

    /** Tenant a's are below 100, b's below 200, and so on. */
    private static String tenant(int command) {
        return String.valueOf((char) ('a' + command / 100));
    }

    @Test
    void tenantsAreServedInTurnHoweverManyOneOfThemSends() throws Exception {
        try (var commits = commits(100, i -> "done", GroupCommitTest::tenant)) {
            callThem(commits, 0, 1);
            written.await();
            callThem(commits, 1, 41);
            until(commits, 40);
            var others = callThem(commits, 100, 103);
            until(commits, 43);

            hold.release(2);

            for (var each : others) {
                assertThat(each.get()).contains("done");
            }
            assertThat(batches.get(1)).hasSize(8).contains(100, 101, 102);
        }
    }

    @Test
    void aTenantThatFillsTheRoomGivesItsLatestSeatsToOthers() throws Exception {
        try (var commits = commits(6, i -> "done", GroupCommitTest::tenant)) {
            callThem(commits, 0, 1);
            written.await();
            var flood = callThem(commits, 1, 7);
            until(commits, 6);

            var others = callThem(commits, 100, 102);
            others.addAll(callThem(commits, 200, 202));
            while (flood.stream().filter(Future::isDone).count() < 4) {
                Thread.onSpinWait();
            }

            assertThat(commits.commit(7)).as("the flood itself").isEmpty();
            hold.release(100);
            for (var each : others) {
                assertThat(each.get()).contains("done");
            }
        }
    }

    @Test
    void aTenantThatHasItsShareOfAFullRoomDisplacesNobody() throws Exception {
        try (var commits = commits(4, i -> "done", GroupCommitTest::tenant)) {
            callThem(commits, 0, 1);
            written.await();
            var first = callThem(commits, 1, 3);
            var second = callThem(commits, 101, 103);
            until(commits, 4);

            assertThat(commits.commit(103)).isEmpty();

            hold.release(100);
            first.addAll(second);
            for (var each : first) {
                assertThat(each.get()).contains("done");
            }
        }
    }

    @Test
    void aWriterOutlivesWhateverABatchComesTo() throws Exception {
        var observer = new CountedBatches() {
            @Override
            public void written(int commands, Duration waited, Duration took) {
                super.written(commands, waited, took);
                if (batches.size() == 1) {
                    throw new IllegalStateException("after the transaction");
                }
            }
        };
        hold.release(1000);
        try (var commits = new GroupCommit<Integer, String>(
                "test",
                batch -> {
                    batches.add(batch);
                    return batches.size() == 2 ? List.of() : List.of("done");
                },
                _ -> "acme",
                1,
                100,
                1,
                observer)) {
            assertThatThrownBy(() -> commits.commit(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> commits.commit(2)).isInstanceOf(IndexOutOfBoundsException.class);

            assertThat(commits.commit(3)).contains("done");
        }
    }

    @Test
    void whoComesAfterTheEndIsNotLeftWaiting() {
        var commits = commits(100, i -> "done " + i);
        commits.close();

        assertThatThrownBy(() -> commits.commit(1)).isInstanceOf(IllegalStateException.class);
    }
}
