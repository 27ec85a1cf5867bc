package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what happened, as the log says it. */
@Command(
        name = "events",
        description = "Shows events of the log, oldest first: when, what, who, and what else is known. Reading them is"
                + " itself an event.")
final class AuditEventsCommand implements Callable<Integer> {
    private static final int LARGEST_PAGE = 1_000;
    private static final int LONGEST_VALUE = 80;

    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--code", paramLabel = "CODE", description = "Only those of this code: authentication.failed.")
    private Optional<String> code = Optional.empty();

    @Option(names = "--execution", paramLabel = "ID", description = "Only those of this execution.")
    private Optional<String> execution = Optional.empty();

    @Option(
            names = "--contains",
            paramLabel = "TEXT",
            description = "Only those with this text in a value that is kept beside the log.")
    private Optional<String> contains = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those from then on: 2026-11-27T10:00:00Z, or how long ago: PT1H, P7D.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 100 unless it is said.")
    private int limit = 100;

    AuditEventsCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CommandFailure.usage("--limit is at least 1");
        }
        var query = new StringJoiner("&", "?", "");
        query.add("limit=" + Math.min(limit, LARGEST_PAGE));
        code.ifPresent(text -> query.add("code=" + GatewayClient.path(text)));
        execution.ifPresent(id -> query.add("execution=" + GatewayClient.path(id)));
        contains.ifPresent(text -> query.add("contains=" + GatewayClient.path(text)));
        since.ifPresent(
                text -> query.add("since=" + GatewayClient.path(time(text).toString())));
        List<JsonNode> events = settings.gateway()
                .auditEvents(query.toString(), limit)
                .valueStream()
                .limit(limit)
                .toList();
        if (output.isText()) {
            row("AT", "CODE", "ACTOR", "WHAT");
            events.forEach(this::show);
        } else {
            var answer = Json.object();
            ArrayNode items = answer.putArray("items");
            events.forEach(items::add);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private Instant time(String text) {
        try {
            return text.startsWith("P")
                    ? settings.world().clock().instant().minus(Duration.parse(text))
                    : Instant.parse(text);
        } catch (DateTimeException | ArithmeticException malformed) {
            throw CommandFailure.usage(
                    "--since is a time, such as 2026-11-27T10:00:00Z, or how long ago, such as PT1H");
        }
    }

    private void show(JsonNode event) {
        JsonNode leaf = event.path("leaf");
        var what = new StringJoiner("  ");
        add(what, "resource", leaf.path("resource"));
        add(what, "execution", leaf.path("execution"));
        leaf.path("facts").properties().forEach(fact -> add(what, fact.getKey(), fact.getValue()));
        event.path("details").properties().forEach(detail -> add(what, detail.getKey(), detail.getValue()));
        row(
                leaf.path("at").asText(),
                leaf.path("code").asText(),
                leaf.path("actor").asText("-"),
                what.toString());
    }

    private static void add(StringJoiner what, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            String text = value.isTextual() ? value.asText() : value.toString();
            what.add(name + "=" + (text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text));
        }
    }

    private void row(String at, String code, String actor, String what) {
        settings.world().show("%-24s  %-26s  %-36s  %s".formatted(at, code, actor, what));
    }
}
