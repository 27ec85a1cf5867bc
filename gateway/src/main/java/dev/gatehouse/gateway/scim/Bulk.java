package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.Precondition;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does the operations of a bulk request, each in a transaction of its own.
 *
 * <p>What will be made gets its id before anything is done. So an operation may name what a later one makes: makers come
 * before those that name them, and where they name each other in a circle, the ids stand in for what is still to come.
 */
@Singleton
final class Bulk {
    /** The most operations of one request, as the service provider's configuration says. */
    static final int MOST_OPERATIONS = 1_000;

    private static final Pattern PATH = Pattern.compile("(/[^/]+)(?:/([^/]+))?/?");

    private final ScimRequest request;
    private final List<ResourceType> types;
    private final Supplier<UUID> ids;

    Bulk(ScimRequest request, UserType users, GroupType groups, Supplier<UUID> ids) {
        this.request = request;
        this.types = List.of(users, groups);
        this.ids = ids;
    }

    /** The answer of the whole request (RFC 7644, section 3.7.3), its operations in the order of the request. */
    ObjectNode run(JsonNode body) {
        int patience = patience(body.path("failOnErrors"));
        List<BulkOperation> operations = operations(body);
        Map<String, UUID> made = new HashMap<>();
        for (BulkOperation each : operations) {
            if (each.creates() && !each.bulkId().isEmpty() && made.put(each.bulkId(), ids.get()) != null) {
                throw ScimFailure.invalidValue("Two operations have the same bulkId.");
            }
        }
        Map<Integer, ObjectNode> answers = new HashMap<>();
        Set<String> failed = new HashSet<>();
        int errors = 0;
        for (int place : order(operations)) {
            if (errors >= patience) {
                break;
            }
            BulkOperation operation = operations.get(place);
            ObjectNode answer = answer(operation, made, failed);
            if (answer.has("response")) {
                errors++;
                failed.add(operation.bulkId());
            }
            answers.put(place, answer);
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:BulkResponse");
        ArrayNode list = response.putArray("Operations");
        answers.keySet().stream().sorted().forEach(place -> list.add(answers.get(place)));
        return response;
    }

    /** How many errors end the request; none is what no client can wait for, so it means the first one. */
    private static int patience(JsonNode errors) {
        if (errors.isMissingNode() || errors.isNull()) {
            return Integer.MAX_VALUE;
        }
        if (!errors.isInt() || errors.intValue() < 0) {
            throw ScimFailure.invalidValue("failOnErrors is a number of errors.");
        }
        return Math.max(1, errors.intValue());
    }

    private static List<BulkOperation> operations(JsonNode body) {
        JsonNode list = body.path("Operations");
        if (!list.isArray()) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "A bulk request has a list of Operations.");
        }
        if (list.size() > MOST_OPERATIONS) {
            throw ScimFailure.of(413, "A bulk request has at most " + MOST_OPERATIONS + " operations.");
        }
        return list.valueStream().map(BulkOperation::of).toList();
    }

    /** The places of the operations, makers before those that name what they make; else as they came. */
    private static List<Integer> order(List<BulkOperation> operations) {
        Map<String, Integer> makers = new HashMap<>();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).creates()) {
                makers.put(operations.get(i).bulkId(), i);
            }
        }
        var order = new ArrayList<Integer>();
        var met = new HashSet<Integer>();
        for (int i = 0; i < operations.size(); i++) {
            visit(i, operations, makers, met, order);
        }
        return order;
    }

    /** As deep as operations name each other: a thousand at most. */
    private static void visit(
            int place,
            List<BulkOperation> operations,
            Map<String, Integer> makers,
            Set<Integer> met,
            List<Integer> order) {
        if (!met.add(place)) {
            return;
        }
        for (String each : operations.get(place).references()) {
            Integer maker = makers.get(each);
            if (maker != null) {
                visit(maker, operations, makers, met, order);
            }
        }
        order.add(place);
    }

    private ObjectNode answer(BulkOperation operation, Map<String, UUID> made, Set<String> failed) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("method", operation.method());
        if (!operation.bulkId().isEmpty()) {
            answer.put("bulkId", operation.bulkId());
        }
        try {
            perform(operation, made, failed, answer);
        } catch (ScimFailure failure) {
            answer.put("status", Integer.toString(failure.status()));
            answer.set("response", ScimErrors.body(failure.status(), failure.type(), failure.detail()));
        }
        return answer;
    }

    private void perform(BulkOperation operation, Map<String, UUID> made, Set<String> failed, ObjectNode answer) {
        operation.requireForm();
        for (String each : operation.references()) {
            if (!made.containsKey(each) || failed.contains(each)) {
                throw ScimFailure.of(409, "The operation names a bulkId of which nothing was made.");
            }
        }
        Map<String, String> known = new HashMap<>();
        made.forEach((bulkId, id) -> known.put(bulkId, id.toString()));
        BulkOperation resolved = operation.resolved(known);
        ResourceType type = type(resolved);
        Precondition precondition = Precondition.of(resolved.version());
        switch (resolved.method()) {
            case "POST" -> {
                UUID id = Optional.ofNullable(made.get(operation.bulkId())).orElseGet(ids);
                done(answer, type, type.directory().create(request.client(), id, resolved.data()), 201);
            }
            case "PUT" ->
                done(
                        answer,
                        type,
                        type.directory().replace(request.client(), id(resolved), precondition, resolved.data()),
                        200);
            case "PATCH" ->
                done(
                        answer,
                        type,
                        type.directory().patch(request.client(), id(resolved), precondition, resolved.data()),
                        200);
            case "DELETE" -> {
                type.directory().delete(request.client(), id(resolved), precondition);
                answer.put("location", request.base() + resolved.path());
                answer.put("status", "204");
            }
            default -> throw new IllegalStateException("an operation without a form: " + resolved.method());
        }
    }

    private void done(ObjectNode answer, ResourceType type, Found found, int status) {
        answer.put("location", Representation.location(type.schema(), request.base(), found.id()));
        answer.put("version", Precondition.tag(found.version()));
        answer.put("status", Integer.toString(status));
    }

    /** A resource is made at its type's path, and changed and ended at its own. */
    private ResourceType type(BulkOperation operation) {
        Matcher path = PATH.matcher(operation.path());
        ResourceType found = types.stream()
                .filter(type ->
                        path.matches() && path.group(1).equals(type.schema().endpoint()))
                .findFirst()
                .orElseThrow(() -> ScimFailure.of(404, "There are no resources at this path."));
        if (operation.creates() == (path.group(2) != null)) {
            throw ScimFailure.of(405, "This path does not take the method.");
        }
        return found;
    }

    private static UUID id(BulkOperation operation) {
        Matcher path = PATH.matcher(operation.path());
        return ResourceAnswers.id(path.matches() ? path.group(2) : "");
    }
}
