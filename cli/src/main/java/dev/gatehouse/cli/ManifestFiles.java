package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The files that a manifest names by {@code from:}. The manifest itself travels untouched, so what is wrong with it is
 * the gateway's to say, with line and column.
 */
final class ManifestFiles {
    private ManifestFiles() {}

    /** The paths as they are written, without repeats; none where the manifest is no YAML. */
    static SequencedSet<String> names(String manifest) {
        var names = new TreeSet<String>();
        try {
            var documents = new Load(LoadSettings.builder().build()).loadAllFromString(manifest);
            for (Object document : documents) {
                Object files = member(member(member(member(document, "spec"), "run"), "process"), "files");
                if (files instanceof Map<?, ?> map) {
                    for (Object file : map.values()) {
                        if (member(file, "from") instanceof String from) {
                            names.add(from);
                        }
                    }
                }
            }
        } catch (YamlEngineException e) {
            return new TreeSet<>();
        }
        return names;
    }

    /**
     * Their content, by the path as written.
     *
     * @throws CommandFailure where one cannot be read, or lies outside the manifest's folder: a manifest from somebody
     *     else must not send files it has no business with
     */
    static SequencedMap<String, byte[]> read(String manifest, Path folder) {
        var files = new LinkedHashMap<String, byte[]>();
        for (String name : names(manifest)) {
            try {
                Path file = folder.resolve(name).toRealPath();
                if (!file.startsWith(folder.toRealPath())) {
                    throw CommandFailure.usage("the manifest may only name files below its own folder: " + name);
                }
                files.put(name, Files.readAllBytes(file));
            } catch (IOException e) {
                throw CommandFailure.usage("cannot read " + folder.resolve(name) + ", which the manifest names");
            }
        }
        return files;
    }

    private static Object member(Object object, String name) {
        Object value = object instanceof Map<?, ?> map ? map.get(name) : null;
        return value == null ? Map.of() : value;
    }
}
