package dev.gatehouse.gateway.proof;

import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tenant's events for people: readable, searchable, with the values behind the commitments. */
@Path("/audit/{tenant}/events")
@RunOnVirtualThread
class EventEndpoint {
    private static final int MOST = 1_000;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");

    private final EventRows rows;
    private final LogReading reading;

    EventEndpoint(EventRows rows, LogReading reading) {
        this.rows = rows;
        this.reading = reading;
    }

    @GET
    @Requires("audit:read")
    public Map<String, Object> events(
            @QueryParam("after") @Nullable String after,
            @QueryParam("code") @Nullable String code,
            @QueryParam("execution") @Nullable String execution,
            @QueryParam("contains") @Nullable String text,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        var permit = reading.permit();
        var search = new EventSearch(
                id("after", after),
                text("code", code),
                id("execution", execution),
                text("contains", text),
                limit(limit));
        var page = rows.find(permit.subject().tenant(), search);
        reading.record(permit, "events", 0, page.items().size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items());
        page.next().ifPresent(next -> answer.put("next", next.toString()));
        return answer;
    }

    private static Optional<UUID> id(String name, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (!ID.matcher(text).matches()) {
            throw invalid(name);
        }
        return Optional.of(UUID.fromString(text));
    }

    /** PostgreSQL's text holds no NUL. */
    private static Optional<String> text(String name, @Nullable String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw invalid(name);
        }
        return Optional.ofNullable(text);
    }

    private static int limit(String text) {
        if (!LIMIT.matcher(text).matches() || Integer.parseInt(text) > MOST) {
            throw invalid("limit");
        }
        return Integer.parseInt(text);
    }

    private static ProblemException invalid(String name) {
        return new ProblemException(
                Problem.of(400, "parameter_invalid", "The query parameter " + name + " has no such value."));
    }
}
