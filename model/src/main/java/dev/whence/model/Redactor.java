package dev.whence.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets, and personal data where asked for, out of records. Each find is replaced by {@code [redacted:what]};
 * redacting twice changes nothing. Takes time linear in the length of the texts. Safe for any thread.
 */
public final class Redactor {
    /** Fields whose value is a secret whatever it looks like, by the last part of their name. */
    private static final Set<String> SECRET_FIELDS = Set.of(
            "authorization",
            "proxy-authorization",
            "proxy_authorization",
            "cookie",
            "set-cookie",
            "set_cookie",
            "x-api-key",
            "x_api_key",
            "api-key",
            "api_key",
            "apikey",
            "password",
            "passwd",
            "secret",
            "client_secret",
            "access_token",
            "refresh_token",
            "private_key");

    private static final Set<String> NEVER = Set.of(Names.TRACE_ID, Names.SPAN_ID, Names.PARENT_SPAN_ID);

    private final RedactionOptions options;
    private final SensitiveText texts;
    private final FieldNames dropped;
    private final FieldNames hashed;
    private final LongAdder count = new LongAdder();

    public Redactor(RedactionOptions options) {
        this.options = options;
        this.texts = new SensitiveText(options.secrets(), options.personalData());
        this.dropped = new FieldNames(options.drop());
        this.hashed = new FieldNames(options.hash());
    }

    /** How often something was replaced, hashed or left out since this was made. */
    public long redactions() {
        return count.sum();
    }

    /** The record without what is not to be stored; the same one when there is nothing of it. */
    public Record redact(Record record) {
        RecordBuilder changed = null;
        for (Map.Entry<String, Object> field : record.fields().entrySet()) {
            Object before = field.getValue();
            Object after = redact(field.getKey(), before);
            if (!before.equals(after)) {
                changed = changed == null ? record.toBuilder() : changed;
                changed.put(field.getKey(), after);
            }
        }
        return changed == null ? record : changed.build();
    }

    private @Nullable Object redact(String name, Object value) {
        if (dropped.contain(name)) {
            count.increment();
            return null;
        }
        if (hashed.contain(name)) {
            return hashed(value);
        }
        if (value instanceof Number || value instanceof Boolean || NEVER.contains(name)) {
            return value;
        }
        if (options.secrets() && isSecretField(name)) {
            return replaced(value);
        }
        if (value instanceof List<?> list) {
            List<Object> redacted = new ArrayList<>(list.size());
            boolean same = true;
            for (Object one : list) {
                Object after = one instanceof String text ? texts.redact(text, count) : one;
                same &= after.equals(one);
                redacted.add(after);
            }
            return same ? value : redacted;
        }
        return texts.redact(value.toString(), count);
    }

    private static boolean isSecretField(String name) {
        return SECRET_FIELDS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private Object replaced(Object value) {
        if (value.toString().startsWith(SensitiveText.MARK)) {
            return value;
        }
        count.increment();
        return SensitiveText.MARK + "secret]";
    }

    private Object hashed(Object value) {
        String text = value.toString();
        if (text.startsWith("hmac:")) {
            return value;
        }
        count.increment();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            String key = options.hashKey().isEmpty() ? "whence" : options.hashKey();
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return "hmac:" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Names of fields, with all that dialects call the same. */
    private static final class FieldNames {
        private final Set<String> exact;
        private final List<String> prefixes;

        FieldNames(List<String> patterns) {
            this.exact = new HashSet<>();
            this.prefixes = new ArrayList<>();
            for (String pattern : patterns) {
                if (pattern.endsWith("*")) {
                    prefixes.add(pattern.substring(0, pattern.length() - 1));
                } else {
                    exact.addAll(Dialects.sameAs(pattern));
                }
            }
        }

        boolean contain(String name) {
            return exact.contains(name) || prefixes.stream().anyMatch(name::startsWith);
        }
    }
}
