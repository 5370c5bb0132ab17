import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Ranks passages for queries with an analyser of Lucene and its default BM25.
 *
 * Arguments: analyser, passages file, queries file, how many. The files hold an id, a tab and a text on each line, in
 * UTF-8. Prints the seconds that indexing took, then for each query a line: its id, the nanoseconds it took (of a clock,
 * then of the processor) and the ids found, parted by tabs.
 */
public final class RankPassages {
    public static void main(String[] arguments) throws IOException, ParseException {
        Analyzer analyzer = analyzer(arguments[0]);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        long started = System.nanoTime();
        index(directory, analyzer, lines(arguments[1]));
        out.println((System.nanoTime() - started) / 1e9);
        rank(directory, analyzer, lines(arguments[2]), Integer.parseInt(arguments[3]), out);
        out.flush();
    }

    private static Analyzer analyzer(String name) {
        return switch (name) {
            case "cjk" -> new CJKAnalyzer();
            case "smartcn" -> new SmartChineseAnalyzer();
            case "en" -> new EnglishAnalyzer();
            case "es" -> new SpanishAnalyzer();
            case "fr" -> new FrenchAnalyzer();
            case "ru" -> new RussianAnalyzer();
            case "ar" -> new ArabicAnalyzer();
            default -> throw new IllegalArgumentException("no analyser is named " + name);
        };
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    }

    private static void index(ByteBuffersDirectory directory, Analyzer analyzer, List<String> passages)
            throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer).setSimilarity(new BM25Similarity());
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String line : passages) {
                String[] passage = line.split("\t", 2);
                Document document = new Document();
                document.add(new StoredField("id", passage[0]));
                document.add(new TextField("text", passage[1], Field.Store.NO));
                writer.addDocument(document);
            }
        }
    }

    private static void rank(
            ByteBuffersDirectory directory, Analyzer analyzer, List<String> queries, int count, PrintStream out)
            throws IOException, ParseException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity());
            ThreadMXBean processor = ManagementFactory.getThreadMXBean();
            QueryParser parser = new QueryParser("text", analyzer);
            for (String line : queries) {
                String[] query = line.split("\t", 2);
                long used = processor.getCurrentThreadCpuTime();
                long started = System.nanoTime();
                StringBuilder ids = new StringBuilder();
                for (ScoreDoc found : searcher.search(parser.parse(words(query[1])), count).scoreDocs) {
                    ids.append('\t').append(searcher.doc(found.doc).get("id"));
                }
                long taken = System.nanoTime() - started;
                out.println(query[0] + "\t" + taken + "\t" + (processor.getCurrentThreadCpuTime() - used) + ids);
            }
        }
    }

    /** A text as a bag of words: nothing in it is an operator, and AND, OR and NOT are words too. */
    private static String words(String text) {
        return QueryParser.escape(text.replaceAll("\\b(AND|OR|NOT)\\b", " "));
    }
}
