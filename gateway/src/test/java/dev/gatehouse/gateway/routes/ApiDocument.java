package dev.gatehouse.gateway.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The API as an OpenAPI document in a stable order: what the scan of the routes finds (places, parameters, types), what
 * their sources say (words, problems, permissions), and what a page of this module adds (bodies that have no type).
 */
final class ApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    /** Problems that only an act can meet. */
    private static final Set<Integer> OF_ACTS = Set.of(409, 413, 415);

    private static final Map<String, String> DOORS = Map.of(
            "/audit/",
            "audit",
            "/worker/",
            "worker",
            "/access/",
            "evaluation",
            "/api/",
            "admin",
            "/oidc/",
            "issuer",
            "/run/",
            "issuer",
            "/schemas/",
            "public",
            "/",
            "public");

    private final JsonNode scanned;
    private final JsonNode written;
    private final Set<String> used = new TreeSet<>();

    /**
     * @param scanned the document that the scan made
     * @param written the schemas and bodies that are written by hand
     */
    ApiDocument(JsonNode scanned, JsonNode written) {
        this.scanned = scanned;
        this.written = written;
    }

    ObjectNode of(List<Route> routes) {
        ObjectNode document = JSON.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Gatehouse")
                .put("version", "v1")
                .put("description", written.path("description").asText());
        Map<String, Map<String, ObjectNode>> paths = new TreeMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.template(), _ -> new TreeMap<>())
                    .merge(route.verb().toLowerCase(Locale.ROOT), operation(route), ApiDocument::both);
        }
        ObjectNode all = document.putObject("paths");
        paths.forEach((path, verbs) -> all.set(path, JSON.valueToTree(verbs)));
        ObjectNode components = document.putObject("components");
        components.set("securitySchemes", written.path("securitySchemes"));
        components.set("schemas", schemas());
        return document;
    }

    /** Two methods for one route read different media types. */
    private static ObjectNode both(ObjectNode first, ObjectNode second) {
        boolean firstIsPlain = !first.path("requestBody").path("content").has("multipart/form-data");
        ObjectNode plain = firstIsPlain ? first : second;
        ObjectNode other = firstIsPlain ? second : first;
        ((ObjectNode) plain.path("requestBody").path("content"))
                .setAll((ObjectNode) other.path("requestBody").path("content"));
        return plain;
    }

    private ObjectNode operation(Route route) {
        RouteSource source = RouteSource.of(route);
        JsonNode found =
                scanned.path("paths").path(route.template()).path(route.verb().toLowerCase(Locale.ROOT));
        JsonNode body = written.path("routes").path(route.name());
        String words = source.words();
        ObjectNode operation = JSON.createObjectNode();
        operation.putArray("tags").add(door(route));
        operation.put("summary", words.split("(?<=\\.)(?: |$)", 2)[0]);
        operation.put(
                "description",
                words + " "
                        + route.permission()
                                .map(each -> "Permission: `" + each + "`.")
                                .orElse("")
                        + route.unguarded()
                                .map(why -> "No API token: " + why + ".")
                                .orElse(""));
        route.permission().ifPresent(each -> operation.put("x-permission", each));
        operation.set("security", security(route));
        operation.set("parameters", parameters(route, found, body));
        requestBody(route, body, operation);
        operation.set("responses", responses(route, source, found, body));
        return operation;
    }

    private static String door(Route route) {
        if (route.template().contains("/executions")) {
            return "dispatch";
        }
        return DOORS.entrySet().stream()
                .filter(each -> route.template().startsWith(each.getKey()))
                .max(Comparator.comparingInt(each -> each.getKey().length()))
                .orElseThrow()
                .getValue();
    }

    private static ArrayNode security(Route route) {
        ArrayNode security = JSON.createArrayNode();
        if (route.permission().isPresent()) {
            security.addObject().putArray("apiToken");
        } else if (route.template().startsWith("/worker/")) {
            security.addObject().putArray("workerCredential");
        }
        return security;
    }

    /** Places in their order, then what the scan found, then headers that are written. */
    private static ArrayNode parameters(Route route, JsonNode found, JsonNode body) {
        ArrayNode parameters = JSON.createArrayNode();
        PLACE.matcher(route.template())
                .results()
                .map(place -> parameter("path", place.group(1), "string").put("required", true))
                .forEach(parameters::add);
        Map<String, JsonNode> queries = new TreeMap<>();
        found.path("parameters").forEach(each -> {
            if (each.path("in").asText().equals("query")) {
                String name = each.path("name").asText();
                queries.put(name, parameter("query", name, "string"));
            }
        });
        queries.values().forEach(parameters::add);
        body.path("headers").forEach(name -> parameters.add(parameter("header", name.asText(), "string")));
        return parameters;
    }

    private static ObjectNode parameter(String in, String name, String type) {
        ObjectNode parameter = JSON.createObjectNode().put("name", name).put("in", in);
        ObjectNode schema = parameter.putObject("schema");
        switch (name) {
            case "limit" ->
                schema.put("type", "integer")
                        .put("minimum", 1)
                        .put("maximum", 1000)
                        .put("default", 100);
            case "dryRun", "drain", "mine" -> schema.put("type", "boolean").put("default", false);
            case "revision", "from" -> schema.put("type", "integer").put("minimum", 1);
            default -> schema.put("type", type);
        }
        return parameter;
    }

    private void requestBody(Route route, JsonNode body, ObjectNode operation) {
        if (!body.has("request")) {
            return;
        }
        ObjectNode content =
                operation.putObject("requestBody").put("required", true).putObject("content");
        for (String type : route.types()) {
            content.putObject(type).set("schema", schema(body.path("request")));
        }
    }

    private ObjectNode responses(Route route, RouteSource source, JsonNode found, JsonNode body) {
        ObjectNode responses = JSON.createObjectNode();
        body.path("answers").properties().forEach(each -> {
            ObjectNode response = responses.putObject(each.getKey());
            response.put("description", each.getValue().path("says").asText());
            each.getValue()
                    .path("content")
                    .properties()
                    .forEach(content -> response.withObject("/content")
                            .putObject(content.getKey())
                            .set("schema", schema(content.getValue())));
        });
        if (responses.isEmpty()) {
            responses.setAll(scannedAnswer(found));
        }
        boolean reads = route.verb().equals("GET");
        Map<Integer, List<String>> problems = new TreeMap<>(source.problems());
        body.path("problems")
                .properties()
                .forEach(each -> each.getValue()
                        .forEach(code -> problems.merge(
                                Integer.valueOf(each.getKey()),
                                List.of(code.asText()),
                                (some, more) -> Stream.concat(some.stream(), more.stream())
                                        .sorted()
                                        .toList())));
        problems.forEach((status, codes) -> {
            boolean ofCallers = status == 401 || status == 403;
            boolean asked = route.permission().isPresent() || route.template().startsWith("/worker/");
            if (!(reads && OF_ACTS.contains(status)) && (asked || !ofCallers)) {
                responses.set(Integer.toString(status), problem(codes));
            }
        });
        used.add("Problem");
        return responses;
    }

    private ObjectNode scannedAnswer(JsonNode found) {
        ObjectNode responses = JSON.createObjectNode();
        found.path("responses").properties().forEach(each -> {
            if (!each.getKey().startsWith("2")) {
                return;
            }
            ObjectNode response = responses.putObject(each.getKey());
            response.put("description", "Done.");
            JsonNode schema = each.getValue().path("content").path(JSON_TYPE).path("schema");
            if (!schema.isMissingNode() && !each.getKey().equals("204")) {
                response.putObject("content").putObject(JSON_TYPE).set("schema", schema(schema));
            }
        });
        return responses;
    }

    private static ObjectNode problem(List<String> codes) {
        ObjectNode response = JSON.createObjectNode();
        response.put("description", "`" + String.join("`, `", codes) + "`");
        response.putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        return response;
    }

    /** A name of a schema, or a schema itself; what it refers to goes into the components. */
    private JsonNode schema(JsonNode of) {
        if (of.isTextual()) {
            used.add(of.asText());
            return JSON.createObjectNode().put("$ref", "#/components/schemas/" + of.asText());
        }
        collect(of);
        return of;
    }

    private void collect(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        if (reference.startsWith("#/components/schemas/")) {
            used.add(reference.substring(reference.lastIndexOf('/') + 1));
        }
        schema.forEach(this::collect);
    }

    /** Those that are used, directly or by each other, in the order of their names. */
    private ObjectNode schemas() {
        Map<String, JsonNode> schemas = new TreeMap<>();
        while (!schemas.keySet().containsAll(used)) {
            for (String name : List.copyOf(used)) {
                JsonNode own = written.path("schemas").path(name);
                JsonNode schema = own.isMissingNode()
                        ? scanned.path("components").path("schemas").path(name)
                        : own;
                if (schema.isMissingNode()) {
                    throw new AssertionError("no schema " + name);
                }
                schemas.put(name, schema);
                collect(schema);
            }
        }
        return JSON.valueToTree(schemas);
    }
}
