package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.worker.Launch;
import jakarta.inject.Singleton;

/** Writes what a worker needs to run an attempt: from the recorded question alone, so that a repeat is the same. */
@Singleton
final class LaunchWriter {
    private final QuestionDocument document;

    LaunchWriter(QuestionDocument document) {
        this.document = document;
    }

    Launch write(WorkerSession session, LockedExecution row, int attempt, JobVersion job, JsonNode question) {
        var launch =
                new JobLaunch(job.spec(), question.get("inputs"), document.launchOf(question), row.id(), row.subject());
        return new Launch(
                row.id().toString(),
                row.tenant(),
                row.job().name().namespace().path(),
                row.job().name().name(),
                row.job().revision(),
                attempt,
                row.fence(),
                session.worker().toString(),
                row.timeoutMillis(),
                job.spec().retry().follows(attempt),
                row.trace().map(TraceParent::value).orElse(null),
                launch.process());
    }
}
