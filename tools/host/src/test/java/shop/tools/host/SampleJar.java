package shop.tools.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The sample service as a jar, and the class path that it would have alone. */
final class SampleJar {

    private static final String CLASS = "shop/tools/host/sample/SampleService.class";

    private SampleJar() {}

    /** @param withoutLibrary what the name of a jar must not contain */
    static List<Path> classPath(Path folder, String withoutLibrary) throws IOException {
        Path jar = folder.resolve("sample.jar");
        if (!Files.exists(jar)) {
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    InputStream code = SampleJar.class.getClassLoader().getResourceAsStream(CLASS)) {
                out.putNextEntry(new JarEntry(CLASS));
                code.transferTo(out);
                out.closeEntry();
                out.putNextEntry(new JarEntry("application.properties"));
                out.write("sample.greeting=nothing".getBytes());
                out.closeEntry();
            }
        }
        List<Path> all = new ArrayList<>(List.of(jar));
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains(withoutLibrary))
                .map(Path::of)
                .forEach(all::add);
        return all;
    }
}
