package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.ProvisionedPeople.Person;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.StartAnswer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Deactivations of people, each at the same time as the start of what they submitted and as what they submit. What had
 * begun when the identity provider got its answer is all that ever begins.
 */
final class EndRaces {
    private static final int LONGEST_HEAD_START_NANOS = 15_000_000;
    private static final int STEP_NANOS = 3_000_000;
    private static final int LONGEST_LEAD_NANOS = 200_000_000;

    private final ProvisionedPeople people;
    private final Installation directory;
    private final Installation door;
    private final AskingWorker worker;
    private final String job;

    /**
     * By how much starts and submissions come before the end: more after each race that a start lost, less after one that it
     * won, so that both meet however fast the machine is.
     */
    private int lead;

    /**
     * Races of a job, of which nothing else is claimed by the worker.
     *
     * @param directory where the identity provider says it
     * @param door where the worker starts, and the person submits
     */
    EndRaces(ProvisionedPeople people, Installation directory, Installation door, AskingWorker worker, String job) {
        this.people = people;
        this.directory = directory;
        this.door = door;
        this.worker = worker;
        this.job = job;
    }

    /**
     * How they came out.
     *
     * @param begun how many starts were first
     * @param startsAfter starts after the answer
     * @param envelopesAfter envelopes that were sealed after the answer
     * @param acceptedAfter executions that were accepted after the answer
     */
    record Result(int begun, int startsAfter, int envelopesAfter, int acceptedAfter) {
        Result plus(Result other) {
            return new Result(
                    begun + other.begun,
                    startsAfter + other.startsAfter,
                    envelopesAfter + other.envelopesAfter,
                    acceptedAfter + other.acceptedAfter);
        }
    }

    /** What there is of a person's executions. */
    private record Seen(int accepted, int started, int envelopes) {}

    Result run(List<Person> all) throws InterruptedException, ExecutionException {
        var result = new Result(0, 0, 0, 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Person who : all) {
                assertThat(worker.renew(door.url()).statusCode()).isEqualTo(200);
                result = result.plus(race(who, threads));
            }
        }
        return result;
    }

    private Result race(Person who, ExecutorService threads) throws InterruptedException, ExecutionException {
        Claim claim = claimOf(people.submit(door, who, job, 1).getFirst());
        var all = new CountDownLatch(3);
        int headStart = lead + ThreadLocalRandom.current().nextInt(-LONGEST_HEAD_START_NANOS, LONGEST_HEAD_START_NANOS);

        Future<StartAnswer> start = threads.submit(() -> {
            meet(all, -headStart);
            return worker.start(door.url(), claim);
        });
        Future<Integer> submission = threads.submit(() -> {
            meet(all, -headStart);
            return people.submit(door, who, job).statusCode();
        });
        Future<Seen> end = threads.submit(() -> {
            meet(all, headStart);
            people.deactivate(directory, who);
            return seen(who);
        });
        Seen atTheAnswer = end.get();
        boolean begun = start.get() instanceof StartAnswer.Started;
        lead = Math.clamp(lead + (begun ? -STEP_NANOS : STEP_NANOS), -LONGEST_LEAD_NANOS, LONGEST_LEAD_NANOS);
        submission.get();
        Seen atLast = seen(who);
        return new Result(
                begun ? 1 : 0,
                atLast.started() - atTheAnswer.started(),
                atLast.envelopes() - atTheAnswer.envelopes(),
                atLast.accepted() - atTheAnswer.accepted());
    }

    /** Past what an earlier race left, which may be claimed before it is revoked. */
    private Claim claimOf(String execution) {
        Claim claim = worker.take(door.url(), 1).getFirst();
        while (!claim.execution().equals(execution)) {
            claim = worker.take(door.url(), 1).getFirst();
        }
        return claim;
    }

    private static void meet(CountDownLatch all, int nanos) throws InterruptedException {
        all.countDown();
        all.await();
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private Seen seen(Person who) {
        String[] counts = people.answer("""
                        SELECT count(*) || ' ' || count(v.event_started) || ' ' || coalesce(sum(v.envelopes), 0)
                          FROM execution e, LATERAL (
                            SELECT (SELECT max(1) FROM event s WHERE s.tenant = e.tenant AND s.execution_id = e.id
                                       AND s.code = 'execution.started') AS event_started,
                                   (SELECT count(*) FROM envelope n WHERE n.tenant = e.tenant
                                       AND n.execution_id = e.id) AS envelopes) v
                         WHERE e.tenant = 'demo' AND e.subject_id = '%s'""".formatted(who.id())).split(" ", -1);
        return new Seen(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), Integer.parseInt(counts[2]));
    }
}
