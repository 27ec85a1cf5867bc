package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An identity provider on loopback: metadata and keys, which a test may change. */
public final class FakeIssuer implements AutoCloseable {
    /** Another one each time: ports come back, and a tenant declares an issuer once. */
    private final String realm = "/realms/" + UUID.randomUUID();

    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    private final AtomicReference<String> exchanged = new AtomicReference<>("");
    private final KeyPair keys = TokenForge.fresh(SigningAlgorithm.ES256);

    private record Reply(int status, String body) {}

    public FakeIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::reply);
        server.start();
        publishMetadata(issuer(), jwksUri());
        publish(TokenForge.jwk("k1", keys.getPublic()));
    }

    public String issuer() {
        return origin() + realm;
    }

    private String metadataPath() {
        return realm + "/.well-known/openid-configuration";
    }

    private String codesPath() {
        return realm + "/codes";
    }

    private String keysPath() {
        return realm + "/keys";
    }

    String jwksUri() {
        return origin() + keysPath();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void publishMetadata(String issuer, String jwksUri) {
        answer(
                metadataPath(),
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("issuer", issuer)
                        .put("jwks_uri", jwksUri)
                        .put("authorization_endpoint", issuer() + "/authorize")
                        .put("token_endpoint", origin() + codesPath())
                        .put("end_session_endpoint", issuer() + "/end")
                        .put("authorization_response_iss_parameter_supported", true)
                        .toString());
    }

    /** Its key pair, new with each issuer; {@code k1} for who asks for its keys. */
    public KeyPair keys() {
        return keys;
    }

    /** Its declaration as an identity provider of that name. */
    public String declaration(String name) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: IdentityProvider
                metadata: {name: %s}
                spec: {issuer: "%s", audience: gatehouse, algorithms: [ES256], groupsClaim: groups}
                """.formatted(name, issuer());
    }

    /** Its declaration as one by which people log in with a browser. */
    public String loginDeclaration(String name) {
        return declaration(name).replace("audience: gatehouse", "audience: gatehouse, clientId: browser");
    }

    /** The ID token of a login now, in the session {@code sid-of-PERSON}. */
    public String idToken(String person, String nonce, String... groups) {
        ObjectNode claims = ofNow().put("aud", "browser")
                .put("sub", person)
                .put("sid", "sid-of-" + person)
                .put("nonce", nonce);
        ArrayNode named = claims.putArray("groups");
        List.of(groups).forEach(named::add);
        return signed("JWT", claims);
    }

    /** The logout token of a session. */
    public String logoutToken(String sid) {
        ObjectNode claims = ofNow().put("aud", "browser")
                .put("sid", sid)
                .put("jti", UUID.randomUUID().toString());
        claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
        return signed("logout+jwt", claims);
    }

    /** The claims that each of its tokens of now has. */
    public ObjectNode ofNow() {
        long now = Instant.now().getEpochSecond();
        return JsonNodeFactory.instance
                .objectNode()
                .put("iss", issuer())
                .put("iat", now)
                .put("exp", now + 120);
    }

    /** A token of its own with these claims. */
    public String signed(String type, ObjectNode claims) {
        ObjectNode header = JsonNodeFactory.instance
                .objectNode()
                .put("alg", "ES256")
                .put("typ", type)
                .put("kid", "k1");
        return TokenForge.sign(header.toString(), text(claims), keys.getPrivate(), SigningAlgorithm.ES256);
    }

    /** Half of a surrogate pair has no bytes: it can only be escaped. */
    private static String text(ObjectNode claims) {
        try {
            return ASCII.writeValueAsString(claims);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String codes() {
        return origin() + codesPath();
    }

    /** Takes every code from now on, and answers with that ID token. */
    public void answerCodesWith(String idToken) {
        answer(
                codesPath(),
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("token_type", "Bearer")
                        .put("access_token", "not kept")
                        .put("id_token", idToken)
                        .toString());
    }

    /** Takes no code any more. */
    public void refuseCodes() {
        answer(codesPath(), 400, "{\"error\": \"invalid_grant\"}");
    }

    /** The last form with which a code was shown; empty where none was. */
    public String exchanged() {
        return exchanged.get();
    }

    /** A token of now for the person, good for that long. */
    public String token(String person, Duration life, String... groups) {
        return token("k1", keys, person, life, groups);
    }

    /** The same, signed with a key of that id. */
    public String token(String keyId, KeyPair pair, String person, Duration life, String... groups) {
        long now = Instant.now().getEpochSecond();
        ObjectNode header = JsonNodeFactory.instance
                .objectNode()
                .put("alg", "ES256")
                .put("typ", "at+jwt")
                .put("kid", keyId);
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", issuer())
                .put("aud", "gatehouse")
                .put("sub", person)
                .put("client_id", "cli")
                .put("jti", UUID.randomUUID().toString())
                .put("iat", life.isNegative() ? now + life.toSeconds() - 60 : now)
                .put("exp", now + life.toSeconds());
        ArrayNode named = claims.putArray("groups");
        List.of(groups).forEach(named::add);
        return TokenForge.sign(header.toString(), text(claims), pair.getPrivate(), SigningAlgorithm.ES256);
    }

    /** These keys and no others. */
    public void publish(ObjectNode... keys) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.putArray("keys").addAll(List.of(keys));
        answer(keysPath(), 200, set.toString());
    }

    void answerForKeys(int status, String body) {
        answer(keysPath(), status, body);
    }

    void answerForMetadata(int status, String body) {
        answer(metadataPath(), status, body);
    }

    void answer(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
    }

    /** How many requests there were. */
    public int asked() {
        return asked.get();
    }

    private void reply(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals(codesPath())) {
                exchanged.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            Reply reply = replies.getOrDefault(exchange.getRequestURI().getPath(), new Reply(404, ""));
            if (reply.status() / 100 == 3) {
                exchange.getResponseHeaders().add("Location", reply.body());
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
