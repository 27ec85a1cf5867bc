package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what an execution wrote. */
@Command(name = "logs", description = "Prints an execution's logs.")
final class LogsCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID")
    private String execution = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until the execution is over; -o json prints a line for each chunk.")
    private boolean follow;

    LogsCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        if (follow) {
            new ExecutionWatch(settings.gateway(), execution).followLogs(output);
            return ExitCode.DONE.number();
        }
        String path = "executions/" + GatewayClient.path(execution) + "/logs";
        var out = settings.world().out();
        if (output.isText()) {
            out.writeBytes(settings.gateway().get(path, "text/plain").orThrow().body());
            out.flush();
        } else {
            out.println(output.written(settings.gateway().get(path).orThrow().json()));
        }
        return ExitCode.DONE.number();
    }
}
