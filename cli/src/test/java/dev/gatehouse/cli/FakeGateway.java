package dev.gatehouse.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as it was told, and keeps what it was asked. The last answer to a request is repeated. */
final class FakeGateway implements AutoCloseable {
    record Request(String line, String body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private record Told(int status, String type, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Told>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Writes the home of an installation whose gateway this is, where commands look for it that run in the folder. */
    void writeHome(Path folder, String token) throws IOException {
        Path home = Files.createDirectories(folder.resolve(".gatehouse"));
        Files.writeString(home.resolve("token"), token + "\n");
        Files.writeString(home.resolve("cli.json"), """
                {"url": "%s", "tenant": "demo", "tokenFile": "%s"}""".formatted(url(), home.resolve("token")));
    }

    FakeGateway answers(String line, int status, String body) {
        return answers(line, status, status < 400 ? "application/json" : "application/problem+json", body);
    }

    FakeGateway answers(String line, int status, String type, String body) {
        answers.computeIfAbsent(line, _ -> new ArrayDeque<>()).add(new Told(status, type, body));
        return this;
    }

    /** What it was told before is forgotten. */
    FakeGateway answersInstead(String line, int status, String body) {
        answers.remove(line);
        return answers(line, status, body);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(line, body, Map.copyOf(exchange.getRequestHeaders())));
            Deque<Told> told = answers.getOrDefault(line, new ArrayDeque<>(List.of(new Told(404, "text/plain", ""))));
            Told answer = told.size() > 1 ? told.removeFirst() : told.getFirst();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
