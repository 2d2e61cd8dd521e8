package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/aws.md} says of the account's code: everything that it names exists, and its sums are right. */
class AccountPageTest {

    private static final Path ROOT = Path.of("../..");
    private static final Path MODULES = ROOT.resolve("infra/modules");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern RESOURCE = Pattern.compile("([a-z]+)\\.(aws_\\w+)\\.(\\w+)");
    private static final Pattern SENTENCE = Pattern.compile("\\*([^*]+)\\*");
    private static final List<String> COLUMNS = List.of("shared", "dev", "stage", "prod");

    static List<List<String>> drawing() {
        return table("## Every sentence of the drawing");
    }

    @ParameterizedTest
    @MethodSource("drawing")
    void whatMakesASentenceTrueExists(List<String> row) {
        assertThat(code(row.get(1)))
                .as(row.getFirst())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(isMade(name)).as(name).isTrue());
    }

    @ParameterizedTest
    @MethodSource("drawing")
    void ruleOfASentenceExists(List<String> row) {
        Set<String> runs = modules(row).flatMap(AccountPageTest::runs).collect(Collectors.toSet());
        assertThat(code(row.get(2)))
                .as(row.getFirst())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(runs.contains(name) || isClass(name))
                        .as(name)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("drawing")
    void walkOfASentenceIsWalked(List<String> row) {
        List<String> sentences = found(SENTENCE, row.get(3)).toList();
        if (sentences.isEmpty()) {
            assertThat(row.get(3)).as(row.getFirst()).startsWith("not by moto");
        }
        assertThat(sentences)
                .as(row.getFirst())
                .allSatisfy(
                        sentence -> assertThat(walked()).anyMatch(name -> name.matches("\\Q" + sentence + "\\E\\b.*")));
    }

    @Test
    void everyModuleHasASentence() throws IOException {
        Set<String> named = drawing().stream().flatMap(AccountPageTest::modules).collect(Collectors.toSet());
        try (Stream<Path> modules = Files.list(MODULES)) {
            assertThat(named)
                    .containsExactlyInAnyOrderElementsOf(
                            modules.map(module -> module.getFileName().toString())
                                    .toList());
        }
    }

    @Test
    void costsAreQuantitiesTimesPrices() {
        List<List<String>> rows = table("## What it costs");
        List<String> together = rows.getLast();
        var all = BigDecimal.ZERO;
        for (int column = 0; column < COLUMNS.size(); column++) {
            var sum = BigDecimal.ZERO;
            for (List<String> row : rows.subList(0, rows.size() - 1)) {
                sum = sum.add(number(row.get(1)).multiply(number(row.get(2 + column))));
            }
            assertThat(number(together.get(2 + column)))
                    .as(COLUMNS.get(column))
                    .isEqualByComparingTo(sum.setScale(0, RoundingMode.HALF_UP));
            all = all.add(sum);
        }
        assertThat(page()).contains("about **%,d**".formatted(hundreds(all)));
        assertThat(page()).contains("everything above is " + perHour(all) + " USD an hour");
        assertThat(read(ROOT.resolve("docs/adr/0040-one-cluster-with-three-namespaces.md")))
                .contains("%,d USD".formatted(hundreds(all)));
    }

    /** A size that costs money is one that Terraform asks for, in that environment. */
    @Test
    void sizesAreThoseOfTheEnvironments() {
        for (List<String> row : table("## What it costs")) {
            for (String size : code(row.getFirst())) {
                for (int column = 0; column < COLUMNS.size(); column++) {
                    boolean paid = !row.get(2 + column).isEmpty();
                    String where = COLUMNS.get(column);
                    String asked = where.equals("shared")
                            ? all(MODULES.resolve("cluster"))
                            : read(ROOT.resolve("infra/environments")
                                            .resolve(where)
                                            .resolve("main.tf"))
                                    + all(MODULES.resolve("access"));
                    assertThat(asked.contains("\"" + size + "\""))
                            .as(size + " in " + where)
                            .isEqualTo(paid);
                }
            }
        }
    }

    /** Storage of the primary, of its standby and of the replica; three brokers. */
    @ParameterizedTest
    @MethodSource("environments")
    void storageIsThatOfTheEnvironment(String environment) {
        String asked =
                read(ROOT.resolve("infra/environments").resolve(environment).resolve("main.tf"));
        int disks = asked.contains("multi_az = true") ? 3 : 2;
        List<Integer> gigabytes = Pattern.compile("[{ ,]storage_gib = (\\d+)")
                .matcher(asked)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();

        assertThat(quantity("storage of databases, GB", environment))
                .isEqualByComparingTo(decimal(disks * gigabytes.get(0)));
        assertThat(quantity("storage of brokers, GB", environment)).isEqualByComparingTo(decimal(3 * gigabytes.get(1)));
    }

    static List<String> environments() {
        return List.of("dev", "stage", "prod");
    }

    private static BigDecimal quantity(String what, String environment) {
        return table("## What it costs").stream()
                .filter(row -> row.getFirst().equals(what))
                .map(row -> number(row.get(2 + COLUMNS.indexOf(environment))))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isMade(String name) {
        var resource = RESOURCE.matcher(name);
        if (!resource.matches()) {
            return Files.exists(ROOT.resolve(name));
        }
        return Pattern.compile("(resource|data) \"%s\" \"%s\"".formatted(resource.group(2), resource.group(3)))
                .matcher(all(MODULES.resolve(resource.group(1))))
                .find();
    }

    private static boolean isClass(String name) {
        return Files.exists(Path.of("src/test/java/shop/testing/manifests", name + ".java"));
    }

    private static Stream<String> modules(List<String> row) {
        return code(row.get(1)).stream()
                .map(RESOURCE::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
    }

    private static Stream<String> runs(String module) {
        Path tests = MODULES.resolve(module).resolve("tests");
        return Files.exists(tests)
                ? Pattern.compile("(?m)^run \"(\\w+)\"")
                        .matcher(all(tests))
                        .results()
                        .map(found -> found.group(1))
                : Stream.empty();
    }

    /** What the walk on moto and the comparison with the manifests print. */
    private static Set<String> walked() {
        var names = new TreeSet<String>();
        found(Pattern.compile("\\bsame \"([^\"]+)\""), read(ROOT.resolve("infra/moto-check")))
                .forEach(names::add);
        found(Pattern.compile("(?m)^ *all \"([^\"]+)\""), read(ROOT.resolve("infra/agree")))
                .forEach(names::add);
        return names;
    }

    /** The rows of the first table behind a heading, without its head. */
    private static List<List<String>> table(String heading) {
        String part = page().substring(page().indexOf(heading));
        List<String> lines = part.lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        return lines.subList(2, lines.size()).stream()
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> code(String cell) {
        return found(CODE, cell).filter(name -> !name.contains(" ")).toList();
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    private static BigDecimal number(String cell) {
        String digits = cell.replaceAll("[*,]", "");
        return digits.isEmpty() ? BigDecimal.ZERO : new BigDecimal(digits);
    }

    private static BigDecimal decimal(int number) {
        return new BigDecimal(number);
    }

    private static int hundreds(BigDecimal sum) {
        return sum.divide(decimal(100), 0, RoundingMode.HALF_UP).intValueExact() * 100;
    }

    private static String perHour(BigDecimal sum) {
        return sum.divide(decimal(730), 2, RoundingMode.HALF_UP).toPlainString();
    }

    private static String page() {
        return read(ROOT.resolve("docs/aws.md"));
    }

    private static String all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            var text = new ArrayList<String>();
            files.filter(Files::isRegularFile).sorted().forEach(file -> text.add(read(file)));
            return String.join("\n", text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
