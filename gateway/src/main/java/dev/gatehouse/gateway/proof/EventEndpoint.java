package dev.gatehouse.gateway.proof;

import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.QueryParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tenant's events for people: readable, searchable, with the values behind the commitments. */
@Path("/audit/{tenant}/events")
@RunOnVirtualThread
class EventEndpoint {
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
            @QueryParam("since") @Nullable String since,
            @QueryParam("contains") @Nullable String text,
            @QueryParam("limit") @Nullable String limit) {
        var permit = reading.permit();
        var search = new EventSearch(
                QueryParameters.id("after", after),
                QueryParameters.text("code", code),
                QueryParameters.id("execution", execution),
                QueryParameters.instant("since", since),
                QueryParameters.text("contains", text),
                QueryParameters.limit(limit));
        var page = rows.find(permit.subject().tenant(), search);
        reading.record(permit, "events", 0, page.items().size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items());
        page.next().ifPresent(next -> answer.put("next", next.toString()));
        return answer;
    }
}
