package shop.testing.architecture;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A few source files in the modules of a root pom, to show what a rule refuses. */
final class SampleShop {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all samples: it opens the libraries once. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private final Map<String, List<String>> sources = new LinkedHashMap<>();

    private SampleShop() {}

    static SampleShop of(String module, String... sources) {
        return new SampleShop().and(module, sources);
    }

    SampleShop and(String module, String... more) {
        sources.computeIfAbsent(module, _ -> new ArrayList<>()).addAll(List.of(more));
        return this;
    }

    Modules compiledIn(Path root) throws IOException {
        write(root.resolve("pom.xml"), pom());
        var files = new ArrayList<Path>();
        for (Map.Entry<String, List<String>> module : sources.entrySet()) {
            // Without another folder for them the compiler puts the classes beside their sources.
            Path classes = root.resolve(module.getKey()).resolve("target/classes");
            for (String source : module.getValue()) {
                String name = found(PACKAGE, source).replace('.', '/') + "/" + found(TYPE, source) + ".java";
                files.add(write(classes.resolve(name), source));
            }
        }
        compile(files);
        return Modules.of(root);
    }

    private String pom() {
        var modules = new StringBuilder();
        sources.keySet()
                .forEach(module -> modules.append("<module>").append(module).append("</module>"));
        return "<project><modules>" + modules + "</modules></project>";
    }

    private static void compile(List<Path> files) {
        var output = new StringWriter();
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
        boolean compiled = COMPILER.getTask(
                        output, FILES, null, options, null, FILES.getJavaFileObjectsFromPaths(files))
                .call();
        if (!compiled) {
            throw new IllegalArgumentException("The sample does not compile: " + output);
        }
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String found(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No " + pattern + " in: " + source);
        }
        return matcher.group(1);
    }
}
