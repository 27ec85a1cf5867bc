package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who may do something. */
@Command(name = "who-can", description = "Shows who may do something by their roles, and which binding says so.")
final class PolicyWhoCanCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final PermissionArguments asked = new PermissionArguments();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--members", description = "After each group its members.")
    private boolean members;

    PolicyWhoCanCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var items = settings.gateway()
                .pages("policy/who-can?permission=" + GatewayClient.path(asked.permission()) + "&namespace="
                        + GatewayClient.path(asked.namespace()) + "&members=" + members);
        if (output.isText()) {
            row("KIND", "ID", "ROLE", "IN", "BY", "NAME");
            items.forEach(this::show);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void show(JsonNode holder) {
        row(
                holder.path("kind").asText(),
                holder.path("id").asText(),
                holder.path("role").asText(),
                holder.path("namespace").asText(),
                holder.path("by").path("kind").asText() + "/"
                        + holder.path("by").path("name").asText(),
                name(holder));
    }

    /** Through which group, and on which terms where there are any: what is given on a condition may be given to nobody. */
    private static String name(JsonNode holder) {
        String through = holder.has("through")
                ? ", of " + holder.path("through").path("name").asText()
                : "";
        String until =
                holder.has("expires") ? ", until " + holder.path("expires").asText() : "";
        String when = holder.has("when") ? ", when " + holder.path("when").asText() : "";
        return holder.path("name").asText() + through + until + when;
    }

    private void row(String kind, String id, String role, String namespace, String by, String name) {
        settings.world().show("%-15s  %-36s  %-16s  %-20s  %-32s  %s".formatted(kind, id, role, namespace, by, name));
    }
}
