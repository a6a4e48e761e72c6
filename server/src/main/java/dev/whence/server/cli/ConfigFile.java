package dev.whence.server.cli;

import dev.whence.anomaly.AnomalyOptions;
import dev.whence.anomaly.OutputOptions;
import dev.whence.anomaly.watch.WatchOptions;
import dev.whence.indexer.lucene.StoreOptions;
import dev.whence.model.RedactionOptions;
import dev.whence.model.RedactionOptions.PersonalData;
import dev.whence.server.BiasOptions;
import dev.whence.server.DriftOptions;
import dev.whence.server.ServerConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A server's settings in a file: one {@code name = value} a line, as Java's properties files have them. */
final class ConfigFile {
    private static final double SECONDS_OF_A_DAY = 86_400;

    private static final String SCHEMA = "anomaly.schema.";

    private final Properties properties = new Properties();
    private final Set<String> known = new LinkedHashSet<>();

    private ConfigFile(Path file) throws IOException {
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
    }

    /**
     * The configuration with the file's settings.
     *
     * @throws Failure when the file cannot be read, a setting is unknown or its value is no good
     */
    static ServerConfig read(Path file, ServerConfig config) {
        try {
            return new ConfigFile(file).applyTo(config);
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + file, e);
        } catch (IOException e) {
            throw new Failure("the file " + file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new Failure(file + ": " + e.getMessage(), e);
        }
    }

    private ServerConfig applyTo(ServerConfig config) {
        ServerConfig result = config.withHost(get("host", config.host(), text -> text))
                .withPort(get("port", config.port(), Integer::valueOf))
                .withDataDir(get("data", config.dataDir(), Path::of))
                .withBodyLimitBytes(get("body.limit.bytes", config.bodyLimitBytes(), Long::valueOf))
                .withRedaction(redaction(config.redaction()))
                .withAnomaly(anomaly(config.anomaly()))
                .withStore(store(config.store()))
                .withDrift(drift(config.drift()))
                .withBias(bias(config.bias()));
        int otlpPort = get("otlp.port", config.otlpPort().orElse(-1), Integer::valueOf);
        refuseUnknown();
        return otlpPort == -1 ? result : result.withOtlpPort(otlpPort);
    }

    private RedactionOptions redaction(RedactionOptions preset) {
        return new RedactionOptions(
                get("redact.secrets", preset.secrets(), ConfigFile::truth),
                get("redact.personal", preset.personalData(), ConfigFile::personalData),
                get("redact.drop", preset.drop(), ConfigFile::list),
                get("redact.hash", preset.hash(), ConfigFile::list),
                get("redact.hash.key", preset.hashKey(), text -> text));
    }

    private AnomalyOptions anomaly(AnomalyOptions preset) {
        return new AnomalyOptions(
                get("anomaly.series.max", preset.maxSeries(), Integer::valueOf),
                get("anomaly.warmup.records", preset.warmUp(), Integer::valueOf),
                get("anomaly.false.alarm.rate", preset.falseAlarmRate(), Double::valueOf),
                get("anomaly.minimum.ratio", preset.minimumRatio(), Double::valueOf),
                get("anomaly.minimum.excess.seconds", preset.minimumExcessSeconds(), Double::valueOf),
                get("anomaly.quality.threshold", preset.qualityThreshold(), Double::valueOf),
                new OutputOptions(schemas(preset.outputs().schemas())),
                watch(preset.watch()));
    }

    /** One setting for each stage whose outputs have a schema: {@code anomaly.schema.STAGE = FILE}. */
    private Map<String, Path> schemas(Map<String, Path> preset) {
        Map<String, Path> schemas = new LinkedHashMap<>(preset);
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(SCHEMA) && name.length() > SCHEMA.length()) {
                schemas.put(name.substring(SCHEMA.length()), get(name, Path.of(""), Path::of));
            }
        }
        return schemas;
    }

    private DriftOptions drift(DriftOptions preset) {
        return new DriftOptions(
                minutes("drift.every.minutes", preset.every()),
                minutes("drift.window.minutes", preset.window()),
                minutes("drift.reference.minutes", preset.reference()));
    }

    private BiasOptions bias(BiasOptions preset) {
        return new BiasOptions(
                get("bias.groups", preset.groups(), ConfigFile::list),
                minutes("bias.every.minutes", preset.every()),
                minutes("bias.window.minutes", preset.window()));
    }

    private Duration minutes(String name, Duration preset) {
        return get(name, preset, text -> Duration.ofMinutes(Long.parseLong(text)));
    }

    private WatchOptions watch(WatchOptions preset) {
        return new WatchOptions(
                get("anomaly.watch.window.seconds", preset.windowSeconds(), Integer::valueOf),
                get("anomaly.watch.series.max", preset.maxSeries(), Integer::valueOf),
                get("anomaly.watch.warmup.windows", preset.warmUpWindows(), Integer::valueOf),
                get("anomaly.watch.false.alarm.rate", preset.falseAlarmRate(), Double::valueOf));
    }

    private StoreOptions store(StoreOptions preset) {
        StoreOptions options = preset.withQueueBytes(get("store.queue.bytes", preset.queueBytes(), Long::valueOf))
                .withMinFreeBytes(get("store.min.free.bytes", preset.minFreeBytes(), Long::valueOf));
        double keptDays = get("store.keep.days", 0.0, Double::valueOf);
        long mostBytes = get("store.max.bytes", 0L, Long::valueOf);
        if (keptDays != 0) {
            options = options.withMaxAge(Duration.ofSeconds(Math.round(keptDays * SECONDS_OF_A_DAY)));
        }
        return mostBytes == 0 ? options : options.withMaxIndexBytes(mostBytes);
    }

    private <T> T get(String name, T preset, Function<String, T> reader) {
        known.add(name);
        String value = properties.getProperty(name);
        if (value == null) {
            return preset;
        }
        try {
            return reader.apply(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a number, not \"" + value + "\"", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private void refuseUnknown() {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no setting " + name + "; known are " + String.join(", ", known));
            }
        }
    }

    private static boolean truth(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("it is true or false, not \"" + value + "\"");
        };
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static Set<PersonalData> personalData(String value) {
        return list(value).stream()
                .map(each -> Arrays.stream(PersonalData.values())
                        .filter(kind -> kind.name().equalsIgnoreCase(each))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "it lists kinds of email, phone, card and iban, not \"" + each + "\"")))
                .collect(Collectors.toSet());
    }
}
