namespace Colloquy.Samples;

/// <summary>What the agents can find: a few works on quantum error correction, in place of a search on the web.</summary>
public static class Library
{
    private static readonly Work[] s_papers =
    [
        new("Surface codes: Towards practical large-scale quantum computation", "Fowler et al., 2012", "surface code quantum error correction"),
        new("Suppressing quantum errors by scaling a surface code logical qubit", "Google Quantum AI, 2023", "surface code quantum error correction experiment"),
        new("High-threshold and low-overhead fault-tolerant quantum memory", "Bravyi et al., 2024", "ldpc code quantum error correction memory"),
        new("Attention Is All You Need", "Vaswani et al., 2017", "transformer attention language model"),
    ];

    private static readonly Work[] s_repositories =
    [
        new("quantumlib/Stim", "a fast simulator of stabilizer circuits", "quantum error correction simulator surface code"),
        new("oscarhiggott/PyMatching", "a decoder by minimum-weight perfect matching", "quantum error correction decoder surface code"),
        new("huggingface/transformers", "models for text, vision and audio", "transformer attention language model"),
    ];

    /// <summary>Finds papers that are about a topic: those that have half of its words, or more.</summary>
    public static IReadOnlyList<Work> FindPapers(string topic) => Find(s_papers, topic);

    /// <summary>Finds repositories that are about a topic.</summary>
    public static IReadOnlyList<Work> FindRepositories(string topic) => Find(s_repositories, topic);

    private static List<Work> Find(Work[] works, string topic)
    {
        var words = topic.Split([' ', ',', '.', '?'], StringSplitOptions.RemoveEmptyEntries);
        return [.. works.Where(work => words.Length > 0 && 2 * words.Count(word => $"{work.Name} {work.Subjects}".Contains(word, StringComparison.OrdinalIgnoreCase)) >= words.Length)];
    }
}

/// <summary>A paper or a repository.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">Whose it is, or what it does.</param>
/// <param name="Subjects">The words by which it is found.</param>
public sealed record Work(string Name, string About, string Subjects);
