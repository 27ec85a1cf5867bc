package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.SchemaFile;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** What this door can do, in the words of RFC 7644, section 4. */
@Path("/scim/{tenant}/v2")
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@ScimDoor
@RunOnVirtualThread
class DiscoveryEndpoint {
    private static final JsonNode CONFIGURATION = SchemaFile.document("service-provider-config");
    private static final List<JsonNode> TYPES =
            SchemaFile.document("resource-types").valueStream().toList();
    private static final List<JsonNode> SCHEMAS =
            SchemaFile.ALL.stream().map(SchemaFile::document).toList();

    private final ScimRequest request;

    DiscoveryEndpoint(ScimRequest request) {
        this.request = request;
    }

    /** Shows which parts of the protocol are there. */
    @GET
    @Path("ServiceProviderConfig")
    @Unguarded(ScimDoor.REASON)
    public Response configuration() {
        refuseFilter();
        return answer(described(CONFIGURATION, "ServiceProviderConfig", "/ServiceProviderConfig"));
    }

    /** Lists the types of resources. */
    @GET
    @Path("ResourceTypes")
    @Unguarded(ScimDoor.REASON)
    public Response types() {
        return list(TYPES, "ResourceType", "/ResourceTypes/");
    }

    /** Shows one type of resource. */
    @GET
    @Path("ResourceTypes/{id}")
    @Unguarded(ScimDoor.REASON)
    public Response type(@PathParam("id") String id) {
        return one(TYPES, id, "ResourceType", "/ResourceTypes/");
    }

    /** Lists the schemas of resources. */
    @GET
    @Path("Schemas")
    @Unguarded(ScimDoor.REASON)
    public Response schemas() {
        return list(SCHEMAS, "Schema", "/Schemas/");
    }

    /** Shows one schema. */
    @GET
    @Path("Schemas/{id}")
    @Unguarded(ScimDoor.REASON)
    public Response schema(@PathParam("id") String id) {
        return one(SCHEMAS, id, "Schema", "/Schemas/");
    }

    private Response list(List<JsonNode> documents, String type, String path) {
        refuseFilter();
        List<ObjectNode> all = new ArrayList<>();
        documents.forEach(
                each -> all.add(described(each, type, path + each.path("id").asText())));
        return answer(ResourceAnswers.list(all.size(), 1, all));
    }

    private Response one(List<JsonNode> documents, String id, String type, String path) {
        refuseFilter();
        return documents.stream()
                .filter(each -> each.path("id").asText().equalsIgnoreCase(id))
                .findFirst()
                .map(each -> answer(described(each, type, path + each.path("id").asText())))
                .orElseThrow(() -> ScimFailure.notFound(id));
    }

    private ObjectNode described(JsonNode document, String type, String path) {
        ObjectNode described = document.deepCopy();
        described.putObject("meta").put("resourceType", type).put("location", request.base() + path);
        return described;
    }

    /** A filter that is passed over would be taken for one that matched everything (RFC 7644, section 4). */
    private void refuseFilter() {
        if (request.parameter("filter").isPresent()) {
            throw ScimFailure.of(403, "What describes this door cannot be filtered.");
        }
    }

    private static Response answer(ObjectNode document) {
        return Response.ok(ScimJson.text(document)).build();
    }
}
