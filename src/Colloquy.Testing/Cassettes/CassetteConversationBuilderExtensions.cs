using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Provides the method that adds a cassette to a conversation.</summary>
public static class CassetteConversationBuilderExtensions
{
    /// <summary>The environment variable that sets the mode where the code sets none: <c>auto</c>, <c>record</c>, <c>replay</c> or <c>live</c>.</summary>
    public const string ModeVariable = "COLLOQUY_CASSETTES";

    /// <summary>Records the exchanges of the conversation with models and tools in a file, and replays them.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="path">The path of the file, or of its folder when it ends with a slash; relative to the folder of the source file that calls. Null for the folder <c>Cassettes</c>, with a file that is named after the conversation and its variant. A test class with <see cref="UseCassetteAttribute"/> says where the cassette is in place of null.</param>
    /// <param name="mode">The mode; null for that of the environment variable <c>COLLOQUY_CASSETTES</c>, and without it <see cref="CassetteMode.Auto"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="sourceFile">The path of the source file that calls, which the compiler sets.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="CassetteFormatException">The file is cut, of a newer version, of another conversation, or no cassette.</exception>
    /// <exception cref="CassetteNotWrittenException">A recording is to be written, and the file cannot be.</exception>
    /// <exception cref="InvalidOperationException">The environment variable has another value.</exception>
    public static ConversationBuilder UseCassette(this ConversationBuilder conversation, string? path = null, CassetteMode? mode = null, CassetteOptions? options = null, [CallerFilePath] string? sourceFile = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var place = path is null ? conversation.Extensions.OfType<CassettePlace>().FirstOrDefault() : null;
        var full = CassettePath.Of(path ?? place?.Path, conversation.Name, conversation.Variant, place?.SourceFile ?? sourceFile);
        if (conversation.Parent?.Extensions.OfType<Cassette>().FirstOrDefault(cassette => cassette.Path == full) is { } parent)
        {
            // A fork that was given its cassette already is configured as its parent was.
            return conversation.Extensions.OfType<Cassette>().Any(cassette => cassette.Path == full) ? conversation : conversation.AddExtension(parent.Fork());
        }

        if (conversation.Extensions.OfType<Cassette>().Any())
            throw new InvalidOperationException($"The conversation '{conversation.Name}' has a cassette already. Call {nameof(UseCassette)} once.");
        return conversation.AddExtension(new Cassette(full, conversation, mode ?? ModeOfEnvironment(), options ?? new CassetteOptions()));
    }

    private static CassetteMode ModeOfEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(ModeVariable);
        if (string.IsNullOrWhiteSpace(text))
            return CassetteMode.Auto;
        return !int.TryParse(text, out _) && Enum.TryParse<CassetteMode>(text.Trim(), ignoreCase: true, out var mode)
            ? mode
            : throw new InvalidOperationException($"The environment variable {ModeVariable} is '{text}'. Set it to auto, record, replay or live, or remove it.");
    }
}
