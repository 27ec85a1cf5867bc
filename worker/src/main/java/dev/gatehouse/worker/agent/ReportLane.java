package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.ClaimRequest;
import dev.gatehouse.worker.ReportAnswer;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportsAnswer;
import dev.gatehouse.worker.ReportsRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way of reports to the gateway: while one request is under way, the next reports gather and go together. Whoever
 * comes first carries them. Thread-safe.
 */
final class ReportLane {
    /** Well below the door's limit of 1 MiB. */
    private static final int BATCH_CHARACTERS = 512 * 1024;

    private final Door door;
    private final ReentrantLock underWay = new ReentrantLock();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    ReportLane(Door door) {
        this.door = door;
    }

    /** @param answer what the gateway said of it among others; nothing where it has to be sent alone */
    private record Waiting(ReportRequest report, CompletableFuture<Optional<Answer<ReportAnswer>>> answer) {
        int characters() {
            return 1024
                    + (report.outputs() == null
                            ? 0
                            : report.outputs().toString().length());
        }
    }

    Answer<ReportAnswer> send(Session session, ReportRequest report) {
        var one = new Waiting(report, new CompletableFuture<>());
        waiting.add(one);
        underWay.lock();
        try {
            while (!one.answer().isDone()) {
                send(session, batch());
            }
        } finally {
            underWay.unlock();
        }
        return one.answer().join().orElseGet(() -> door.report(session, report));
    }

    private List<Waiting> batch() {
        List<Waiting> batch = new ArrayList<>();
        int characters = 0;
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            characters += next.characters();
            if (batch.size() == ClaimRequest.MOST || (!batch.isEmpty() && characters > BATCH_CHARACTERS)) {
                return batch;
            }
            batch.add(next);
            waiting.remove();
        }
        return batch;
    }

    /** A failure is that of whoever carries them; the others are sent alone then, and nobody waits for it again. */
    private void send(Session session, List<Waiting> batch) {
        try {
            carry(session, batch);
        } finally {
            batch.forEach(each -> each.answer().complete(Optional.empty()));
        }
    }

    /** One alone is carried as well: else nothing would be under way that the next ones could gather behind. */
    private void carry(Session session, List<Waiting> batch) {
        List<Optional<Answer<ReportAnswer>>> answers = batch.size() == 1
                ? List.of(Optional.of(door.report(session, batch.getFirst().report())))
                : answers(
                        door.reports(
                                session,
                                new ReportsRequest(
                                        batch.stream().map(Waiting::report).toList())),
                        batch.size());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private static List<Optional<Answer<ReportAnswer>>> answers(Answer<ReportsAnswer> answer, int count) {
        return switch (answer) {
            case Answer.Ok<ReportsAnswer>(ReportsAnswer told)
            when told.answers().size() == count ->
                told.answers().stream().map(ReportLane::answer).toList();
            case Answer.Ok<ReportsAnswer> _, Answer.Refused<ReportsAnswer> _ -> all(count, Optional.empty());
            case Answer.Away<ReportsAnswer>(String cause) -> all(count, Optional.of(new Answer.Away<>(cause)));
        };
    }

    private static List<Optional<Answer<ReportAnswer>>> all(int count, Optional<Answer<ReportAnswer>> each) {
        return Collections.nCopies(count, each);
    }

    private static Optional<Answer<ReportAnswer>> answer(ReportAnswer told) {
        return told.state().equals(ReportsAnswer.ALONE) ? Optional.empty() : Optional.of(new Answer.Ok<>(told));
    }
}
