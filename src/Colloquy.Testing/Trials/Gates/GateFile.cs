using System.Text;

namespace Colloquy.Testing;

/// <summary>Represents the thresholds that results have to meet before a change is let through.</summary>
/// <remarks>A file of JSON, whose schema is docs/schemas/colloquy-gate.v1.schema.json. A conversation is held to its own thresholds, otherwise to those for each.</remarks>
public sealed record GateFile
{
    /// <summary>The version of the format that this library writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>Gets the thresholds for all conversations together; null for none.</summary>
    public GateThresholds? All { get; init; }

    /// <summary>Gets the thresholds for each conversation that has none of its own; null for none.</summary>
    public GateThresholds? Each { get; init; }

    /// <summary>Gets the thresholds by the name of the conversation, or by its name with the variant, such as <c>buy-boots[model-a]</c>.</summary>
    public IReadOnlyDictionary<string, GateThresholds> Conversations { get; init; } = new Dictionary<string, GateThresholds>();

    /// <summary>Reads a gate file.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="GateFileException">The file cannot be read, or is not a gate file of a known version. The message names the line.</exception>
    public static GateFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return GateReader.Read(path, File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GateFileException(null, $"{path}: {error.Message} Check the path.", error);
        }
    }

    /// <summary>Reads the text of a gate file.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="GateFileException">The text is not a gate of a known version. The message names the line.</exception>
    public static GateFile Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return GateReader.Read("gate", Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Compares results with the thresholds.</summary>
    /// <param name="results">The results of a run.</param>
    /// <returns>A verdict for each threshold. A conversation that the gate names and the results lack is undecided, and so is a run without results.</returns>
    public GateResult Evaluate(IReadOnlyList<TrialsResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return GateEvaluation.Evaluate(this, results);
    }
}
