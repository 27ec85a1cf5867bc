package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.resource.Applied.Change;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Answers with one resource and its entity tag. Thread-safe. */
@Singleton
final class ResourceAnswers {
    private final ResourceReader reader;
    private final Documents documents;

    ResourceAnswers(ResourceReader reader, Documents documents) {
        this.reader = reader;
        this.documents = documents;
    }

    /** The resource as it is now, or that the caller has it already. */
    Response shown(Subject subject, Target target, HttpHeaders headers) {
        Precondition precondition = Precondition.of(headers);
        ResourceEntity row =
                reader.find(target.read(subject)).orElseThrow(() -> new ProblemException(Problem.notFound()));
        String tag = Documents.tag(row);
        if (precondition.isKnown(Optional.of(tag))) {
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        precondition.require(Optional.of(tag));
        ObjectNode document = documents.of(target.kind(), row);
        return Response.ok(document).header(HttpHeaders.ETAG, tag).build();
    }

    /**
     * The resource after it was written; of a dry run, what would become of it. Who may write but not read it hears what
     * was done, and nothing that it says or said.
     */
    Response written(Subject subject, Applied applied, Target target, Terms terms) {
        if (terms.dryRun()) {
            return Response.ok(item(subject, applied, terms)).build();
        }
        var answer = applied.change() == Change.CREATED
                ? Response.status(Response.Status.CREATED).header(HttpHeaders.LOCATION, target.path(subject.tenant()))
                : Response.ok();
        return answer.header(HttpHeaders.ETAG, Documents.tag(applied.row()))
                .entity(
                        reader.mayRead(subject, applied.row().key())
                                ? documents.of(target.kind(), applied.row())
                                : documents.item(applied, false))
                .build();
    }

    /** What became of a resource, or would; with what changes where the subject may read it. */
    ObjectNode item(Subject subject, Applied applied, Terms terms) {
        boolean differences =
                terms.dryRun() && reader.mayRead(subject, applied.row().key());
        return documents.item(applied, differences);
    }

    /** What a deletion came to, and what it waits for. */
    Response deleted(Subject subject, Deletion deletion, Terms terms) {
        ObjectNode answer = item(subject, deletion.applied(), terms);
        boolean waits = deletion.applied().change() == Change.DRAINING;
        if (waits) {
            answer.putObject("waitingFor")
                    .put("executions", deletion.waitingFor().executions())
                    .put("workers", deletion.waitingFor().workers());
        }
        return Response.status(waits && !terms.dryRun() ? Response.Status.ACCEPTED : Response.Status.OK)
                .entity(answer)
                .build();
    }
}
