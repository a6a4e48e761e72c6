package dev.whence.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The shapes of keys, tokens and passwords. Stateless. */
final class SecretRules {
    /**
     * How far a rule looks for what tells a secret from other text; only what has it is read to its end, and then passed
     * over. So the time stays linear in the length of the text.
     */
    private static final int LOOK_AHEAD = 256;

    private SecretRules() {}

    static List<SensitiveText.Rule> all() {
        List<SensitiveText.Rule> rules = new ArrayList<>();
        // First what starts with a name, so that an authorization header goes as a whole
        for (String name : List.of("authorization", "proxy-authorization", "cookie", "set-cookie")) {
            rules.add(new Named(name, true));
        }
        for (String name : List.of(
                "api_key",
                "api-key",
                "apikey",
                "x-api-key",
                "x-goog-api-key",
                "access_token",
                "access-token",
                "refresh_token",
                "client_secret",
                "secret_access_key",
                "secret_key",
                "secret",
                "password",
                "passwd",
                "pwd")) {
            rules.add(new Named(name, false));
        }
        rules.add(new Scheme("bearer ", false));
        rules.add(new Scheme("basic ", true));
        for (String prefix : List.of(
                "sk-",
                "sk_live_",
                "sk_test_",
                "rk_live_",
                "gsk_",
                "xai-",
                "pplx-",
                "nvapi-",
                "tvly-",
                "pcsk_",
                "r8_",
                "hf_",
                "AIza",
                "ya29.",
                "ghp_",
                "gho_",
                "ghu_",
                "ghs_",
                "ghr_",
                "github_pat_",
                "glpat-",
                "npm_",
                "xoxb-",
                "xoxp-",
                "xoxa-",
                "xoxs-",
                "xapp-",
                "SG.",
                "hvs.",
                "dapi",
                "AKIA",
                "ASIA")) {
            rules.add(new Key(prefix));
        }
        rules.add(new JsonWebToken());
        rules.add(new PrivateKey());
        rules.add(new UrlPassword());
        return rules;
    }

    /** A token of at least 16 characters after a fixed prefix, with a digit in it: words have none. */
    private record Key(String prefix) implements SensitiveText.Rule {
        private static final int MIN = 16;

        @Override
        public String starts() {
            return prefix.substring(0, 1);
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.startsWith(prefix, at)) {
                return false;
            }
            int start = at + prefix.length();
            int near = endOfToken(text, start, start + LOOK_AHEAD);
            return near - start >= MIN
                    && hasDigit(text, start, near)
                    && find.set(at, endOfToken(text, near, text.length()), "key");
        }
    }

    /** A credential after the name of its scheme: {@code Bearer …}, {@code Basic …}. */
    private record Scheme(String name, boolean base64) implements SensitiveText.Rule {
        private static final int MIN = 12;

        @Override
        public String starts() {
            return bothCases(name);
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.regionMatches(true, at, name, 0, name.length())) {
                return false;
            }
            int start = at + name.length();
            int end = start;
            while (end < text.length() && (isToken(text.charAt(end)) || "~+/=".indexOf(text.charAt(end)) >= 0)) {
                end++;
            }
            return end - start >= MIN
                    && (base64 ? isUserAndPassword(text.substring(start, end)) : hasDigit(text, start, end))
                    && find.set(start, end, "token");
        }

        private static boolean isUserAndPassword(String token) {
            try {
                return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).indexOf(':') > 0;
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
        }
    }

    /** A value after the name that says what it is: {@code password=…}, {@code "api_key": "…"}. */
    private record Named(String name, boolean header) implements SensitiveText.Rule {
        private static final int MIN = 6;

        @Override
        public String starts() {
            return bothCases(name);
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.regionMatches(true, at, name, 0, name.length())) {
                return false;
            }
            int i = skip(text, at + name.length(), "\\\"' ");
            if (i >= text.length() || text.charAt(i) != ':' && text.charAt(i) != '=') {
                return false;
            }
            boolean assigned = text.charAt(i) == '=';
            int start = skip(text, i + 1, " ");
            int opened = skip(text, start, "\\\"'");
            boolean quoted = opened > start;
            int near = endOfValue(text, opened, quoted, opened + LOOK_AHEAD);
            boolean telling = header || assigned || quoted || hasDigit(text, opened, near);
            return near - opened >= MIN
                    && telling
                    && find.set(opened, endOfValue(text, near, quoted, text.length()), header ? "header" : "secret");
        }

        private int endOfValue(String text, int from, boolean quoted, int limit) {
            int end = from;
            while (end < Math.min(limit, text.length())) {
                char c = text.charAt(end);
                boolean stops = c == '"'
                        || c == '\\'
                        || c == '\n'
                        || c == '\r'
                        || c == '\''
                        || !quoted && (c == ']' || c == '}' || c == ')' || c == ',')
                        || !quoted && !header && (c == ' ' || c == '&' || c == ';');
                if (stops) {
                    return end;
                }
                end++;
            }
            return end;
        }
    }

    /** Three parts in base64, the first two of them JSON objects. */
    private record JsonWebToken() implements SensitiveText.Rule {
        private static final int MAX_HEADER = 1024;

        @Override
        public String starts() {
            return "e";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.startsWith("eyJ", at)) {
                return false;
            }
            int first = endOfPart(text, at, at + MAX_HEADER);
            if (!text.startsWith(".eyJ", first)) {
                return false;
            }
            int second = endOfPart(text, first + 1, text.length());
            if (second >= text.length() || text.charAt(second) != '.') {
                return false;
            }
            return find.set(at, endOfPart(text, second + 1, text.length()), "jwt");
        }

        private static int endOfPart(String text, int from, int limit) {
            int end = from;
            while (end < Math.min(limit, text.length()) && text.charAt(end) != '.' && isToken(text.charAt(end))) {
                end++;
            }
            return end;
        }
    }

    /** A key in PEM, up to its end or that of the text. */
    private record PrivateKey() implements SensitiveText.Rule {
        private static final String BEGIN = "-----BEGIN ";
        private static final String END = "-----END ";

        @Override
        public String starts() {
            return "-";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.startsWith(BEGIN, at)) {
                return false;
            }
            int title = text.substring(at, Math.min(text.length(), at + 80)).indexOf("PRIVATE KEY-----");
            if (title < 0) {
                return false;
            }
            int last = text.indexOf(END, at + title);
            int close = last < 0 ? -1 : text.indexOf("-----", last + END.length());
            return find.set(at, close < 0 ? text.length() : close + 5, "private-key");
        }
    }

    /** {@code postgres://user:password@host}: the password alone. */
    private record UrlPassword() implements SensitiveText.Rule {
        private static final int MAX_AUTHORITY = 300;

        @Override
        public String starts() {
            return ":";
        }

        @Override
        public boolean find(String text, int at, SensitiveText.Find find) {
            if (!text.startsWith("://", at)) {
                return false;
            }
            int colon = -1;
            int sign = -1;
            int limit = Math.min(text.length(), at + 3 + MAX_AUTHORITY);
            for (int i = at + 3; i < limit; i++) {
                char c = text.charAt(i);
                if (c == '/' || c <= ' ' || c == '"' || c == '\'' || c == '?' || c == '#' || c == '<' || c == '>') {
                    break;
                }
                if (c == ':' && colon < 0) {
                    colon = i;
                } else if (c == '@') {
                    sign = i;
                }
            }
            return colon > 0 && sign > colon + 1 && find.set(colon + 1, sign, "password");
        }
    }

    private static String bothCases(String name) {
        String first = name.substring(0, 1);
        return first + first.toUpperCase(Locale.ROOT);
    }

    /** The end of the token before the limit, without the stop of a sentence. */
    private static int endOfToken(String text, int from, int limit) {
        int end = from;
        while (end < Math.min(limit, text.length()) && isToken(text.charAt(end))) {
            end++;
        }
        boolean cut = end < text.length() && isToken(text.charAt(end));
        while (!cut && end > from && text.charAt(end - 1) == '.') {
            end--;
        }
        return end;
    }

    private static boolean isToken(char c) {
        return SensitiveText.isWord(c) || c == '-' || c == '_' || c == '.';
    }

    private static boolean hasDigit(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    private static int skip(String text, int from, String characters) {
        int i = from;
        while (i < text.length() && i < from + 8 && characters.indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }
}
