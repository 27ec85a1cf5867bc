package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what stores issued for runs and have not revoked yet. */
@Command(
        name = "leases",
        description = "Shows what stores issued for runs and have not revoked yet, and why not. No value is shown.")
final class SecretStoreLeasesCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "STORE", description = "Only those of this store.")
    private Optional<String> store = Optional.empty();

    @Option(names = "--stuck", description = "Only those whose revocation has failed.")
    private boolean stuck;

    SecretStoreLeasesCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String query = "secret-leases?stuck=" + stuck
                + store.map(name -> "&store=" + GatewayClient.path(name)).orElse("");
        var items = settings.gateway().pages(query);
        if (output.isText()) {
            row("LEASE", "EXECUTION", "STORE", "STATE", "TRIES", "BECAUSE");
            items.forEach(this::row);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void row(JsonNode lease) {
        row(
                lease.path("id").asText(),
                lease.path("execution").asText(),
                lease.path("store").asText(),
                lease.path("state").asText(),
                lease.path("tries").asText(),
                lease.path("reason").asText("-"));
    }

    private void row(String id, String execution, String name, String state, String tries, String because) {
        settings.world()
                .show("%-36s  %-36s  %-16s  %-8s  %5s  %s".formatted(id, execution, name, state, tries, because));
    }
}
