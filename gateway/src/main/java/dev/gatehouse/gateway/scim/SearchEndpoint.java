package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.scim.directory.LargeAnswers;
import dev.gatehouse.gateway.scim.directory.ListQuery;
import dev.gatehouse.gateway.scim.directory.Page;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A search through all types of resources at once (RFC 7644, section 3.4.3): users, and after them groups. */
@Path("/scim/{tenant}/v2/.search")
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class SearchEndpoint {
    private final ScimRequest request;
    private final LargeAnswers answers;
    private final List<ResourceType> types;

    SearchEndpoint(ScimRequest request, LargeAnswers answers, UserType users, GroupType groups) {
        this.request = request;
        this.answers = answers;
        this.types = List.of(users, groups);
    }

    /** Lists resources of every type, by a query in the body. */
    @POST
    @Unguarded(ScimDoor.REASON)
    public Response search(byte @Nullable [] body) {
        ListRequest list = ListRequest.of(ScimJson.object(body));
        if (list.cursor().isPresent()) {
            throw ScimFailure.of(ErrorType.INVALID_CURSOR, "Cursors are of one type of resources: /Users or /Groups.");
        }
        return search(list, false)
                .or(() ->
                        answers.make(request.client(), () -> search(list, true)).flatMap(made -> made))
                .orElseThrow(ResourceAnswers::tooMuch);
    }

    /** Nothing where the answer turns out to be a large one and may not be. */
    private Optional<Response> search(ListRequest list, boolean mayBeLarge) {
        List<ObjectNode> shown = new ArrayList<>();
        long total = 0;
        boolean understood = false;
        boolean full = false;
        Optional<ScimFailure> refusal = Optional.empty();
        for (ResourceType type : types) {
            try {
                ListQuery whole = list.query(type, request);
                long offset = Math.max(0, whole.offset() - total);
                int wanted = full ? 0 : list.count() - shown.size();
                Page page = type.directory().list(request.client(), whole.from(offset, wanted));
                Projection projection = list.projection(type.schema());
                if (!mayBeLarge && type.isLarge(request.client(), projection, page.items())) {
                    return Optional.empty();
                }
                List<ObjectNode> more = type.shown(request.client(), request.base(), projection, page.items());
                shown.addAll(more);
                // A page that ends early ends before the next type: what it leaves out comes first on the next one.
                full = full || more.size() < Math.min(wanted, page.total() - offset);
                total += page.total();
                understood = true;
            } catch (ScimFailure failure) {
                // An attribute that one type has not: none of that type has it. Where no type has it, it is a mistake.
                if (failure.type().filter(SearchEndpoint::isOfType).isEmpty()) {
                    throw failure;
                }
                refusal = Optional.of(failure);
            }
        }
        if (!understood && refusal.isPresent()) {
            throw refusal.get();
        }
        return Optional.of(Response.ok(ScimJson.text(ResourceAnswers.list(total, list.startIndex(), shown)))
                .build());
    }

    private static boolean isOfType(ErrorType type) {
        return type == ErrorType.INVALID_FILTER || type == ErrorType.INVALID_PATH;
    }
}
