package dev.gatehouse.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A server on loopback that says what it was told to, and remembers what it was asked. */
public final class FakePeer implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();

    private FakePeer(HttpServer server) {
        this.server = server;
    }

    /**
     * What somebody asked.
     *
     * @param headers by lower-case name
     */
    public record Asked(String line, Map<String, String> headers, String body) {}

    /** @param missing how many bytes it promises and does not send */
    private record Answer(int status, String body, Charset charset, Map<String, String> headers, int missing) {
        Answer(int status, String body, Map<String, String> headers, int missing) {
            this(status, body, StandardCharsets.UTF_8, headers, missing);
        }
    }

    public static FakePeer start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var peer = new FakePeer(server);
            server.createContext("/", peer::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The guard that lets calls through to it. */
    public static Egress open() {
        return egress(EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), true));
    }

    /** The guard as it is without any rule. */
    public static Egress shut() {
        return egress(EgressPolicy.of(List.of(), List.of(), true));
    }

    private static Egress egress(EgressPolicy policy) {
        try {
            return new Egress(policy, _ -> List.of(InetAddress.getLoopbackAddress()), SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on it answers that to the line, such as {@code GET /v1/kv/db}. */
    public FakePeer says(String line, int status, String body) {
        return says(line, status, body, Map.of());
    }

    public FakePeer says(String line, int status, String body, Map<String, String> headers) {
        answers.put(line, new Answer(status, body, headers, 0));
        return this;
    }

    /** From now on it answers the line well, but not in UTF-8. */
    public FakePeer saysInLatin1(String line, String body) {
        answers.put(line, new Answer(200, body, StandardCharsets.ISO_8859_1, Map.of(), 0));
        return this;
    }

    /** From now on it answers the line well, and ends the connection after that much of its body. */
    public FakePeer breaksOff(String line, String beginning) {
        answers.put(line, new Answer(200, beginning, Map.of(), 100));
        return this;
    }

    /** From now on it answers nothing to the line. */
    public FakePeer hangs(String line) {
        answers.put(line, new Answer(0, "", Map.of(), 0));
        return this;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public long asked(String line) {
        return asked.stream().filter(each -> each.line().equals(line)).count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The Vault driver ends what has no query with an empty one.
            String line = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().toString().replaceFirst("\\?$", "");
            var headers = new ConcurrentHashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            asked.add(new Asked(
                    line, headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = answers.getOrDefault(line, new Answer(404, "{\"errors\":[]}", Map.of(), 0));
            if (answer.status() == 0) {
                closed.await();
                return;
            }
            byte[] body = answer.body().getBytes(answer.charset());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            int length = body.length + answer.missing();
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
