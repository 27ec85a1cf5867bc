package dev.gatehouse.gateway.job;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Environment variables that decide what code a process loads, or that Gatehouse sets itself. Neither a launch nor a
 * template may set one; a manifest may give the former a literal value.
 */
final class Environment {
    private static final List<String> LOADERS =
            List.of("LD_", "DYLD_", "BASH", "PYTHON", "PERL", "RUBY", "LUA_", "NPM_CONFIG_", "GCONV_", "GIT_");
    private static final Set<String> INTERPRETERS = Set.of(
            "_JAVA_OPTIONS",
            "CLASSPATH",
            "COMSPEC",
            "CORECLR_PROFILER",
            "CORECLR_PROFILER_PATH",
            "DOTNET_STARTUP_HOOKS",
            "EDITOR",
            "ENV",
            "GEM_HOME",
            "GEM_PATH",
            "GLIBC_TUNABLES",
            "GRADLE_OPTS",
            "HOME",
            "IFS",
            "JAVA_HOME",
            "JAVA_OPTS",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVAC_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "LESSCLOSE",
            "LESSOPEN",
            "LOCPATH",
            "MAKEFILES",
            "MAKEFLAGS",
            "MANPAGER",
            "MAVEN_OPTS",
            "NLSPATH",
            "NODE_OPTIONS",
            "NODE_PATH",
            "OPENSSL_CONF",
            "OPENSSL_ENGINES",
            "OPENSSL_MODULES",
            "PAGER",
            "PATH",
            "PHPRC",
            "PHP_INI_SCAN_DIR",
            "PROMPT_COMMAND",
            "PS4",
            "PSQLRC",
            "R_ENVIRON",
            "R_ENVIRON_USER",
            "R_LIBS",
            "R_LIBS_USER",
            "R_PROFILE",
            "R_PROFILE_USER",
            "SHELL",
            "VISUAL",
            "ZDOTDIR");

    private static final Set<String> RESERVED = Set.of(
            "BASHOPTS",
            "EUID",
            "LINENO",
            "OLDPWD",
            "OPTIND",
            "PPID",
            "RANDOM",
            "SECONDS",
            "SHELLOPTS",
            "TRACEPARENT",
            "TRACESTATE",
            "UID");

    private Environment() {}

    /** Whether only the manifest may set it, and only literally. */
    static boolean isClosed(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return isReserved(name)
                || INTERPRETERS.contains(upper)
                || LOADERS.stream().anyMatch(upper::startsWith);
    }

    /** Whether Gatehouse sets it itself, or the job's shell keeps it for itself, so that nobody else may set it. */
    static boolean isReserved(String name) {
        return name.startsWith("GATEHOUSE_") || RESERVED.contains(name);
    }
}
