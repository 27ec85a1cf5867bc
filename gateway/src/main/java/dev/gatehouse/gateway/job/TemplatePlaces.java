package dev.gatehouse.gateway.job;

import dev.gatehouse.gateway.job.ProcessRun.FileContent;
import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a process may have which {@code ${{ … }}}. */
final class TemplatePlaces {
    private final ProcessRun run;
    private final Pointer at;
    private final List<Violation> violations = new ArrayList<>();

    private TemplatePlaces(ProcessRun run, Pointer at) {
        this.run = run;
        this.at = at;
    }

    static List<Violation> violations(ProcessRun run, Pointer at) {
        var places = new TemplatePlaces(run, at);
        places.checkCommand();
        places.checkEnv();
        places.checkFiles();
        places.checkStdin();
        return places.violations;
    }

    private void checkCommand() {
        List<Template> command = run.command();
        for (int i = 0; i < command.size(); i++) {
            Template argument = command.get(i);
            Pointer place = at.child("command").child(i);
            if (argument.paths().anyMatch(TemplatePath.Secret.class::isInstance)) {
                refuse(place, "a secret in a command is visible to every process; use env, stdin or a file");
            }
            if (argument.paths().anyMatch(TemplatePath.Input.class::isInstance) && !argument.isOneHole()) {
                refuse(place, "an input in a command is one whole argument");
            }
            if (argument.templated() && !ProgramText.isData(command, i)) {
                refuse(place, "this argument would be program text; pass the value after the program, or by env");
            }
        }
    }

    private void checkEnv() {
        for (Map.Entry<String, Template> variable : run.env().entrySet()) {
            Pointer place = at.child("env").child(variable.getKey());
            if (Environment.isReserved(variable.getKey())) {
                refuse(place, "Gatehouse or the job's shell sets this variable itself");
            } else if (variable.getValue().templated() && Environment.isClosed(variable.getKey())) {
                refuse(place, "this variable decides what code is loaded, so its value is literal");
            }
        }
    }

    private void checkFiles() {
        for (Map.Entry<String, FileContent> file : run.files().entrySet()) {
            switch (file.getValue()) {
                case FileContent.TextFile(Template text) -> {
                    if (!text.paths().allMatch(TemplatePath.Secret.class::isInstance)) {
                        refuse(at.child("files").child(file.getKey()), "a file takes only secrets");
                    }
                }
                case FileContent.BinaryFile _ -> {}
            }
        }
    }

    private void checkStdin() {
        boolean takesInputs =
                run.stdin().stream().flatMap(Template::paths).anyMatch(TemplatePath.Input.class::isInstance);
        if (takesInputs && ProgramText.readsProgramFromStdin(run.command())) {
            refuse(at.child("stdin"), "the command would read its program from here; put the program into a file");
        }
    }

    private void refuse(Pointer place, String message) {
        violations.add(Violation.at(place.text(), message));
    }
}
