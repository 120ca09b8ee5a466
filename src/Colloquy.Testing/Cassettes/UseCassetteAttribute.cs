using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Gives the conversation of a test class a cassette beside the source file of the class, whatever source file its setup is in.</summary>
/// <remarks>A setup that calls <see cref="CassetteConversationBuilderExtensions.UseCassette"/> without a path sets the mode and the options, and the attribute says where the file is.</remarks>
/// <param name="sourceFile">The path of the source file of the class, which the compiler sets.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UseCassetteAttribute([CallerFilePath] string? sourceFile = null) : Attribute, IConversationExtensionSource
{
    /// <summary>Gets or sets the path of the file, or of its folder when it ends with a slash; relative to the folder of the source file of the class.</summary>
    /// <value>The default is null: the folder <c>Cassettes</c>, with a file that is named after the conversation and its variant.</value>
    public string? Path { get; set; }

    ConversationExtension IConversationExtensionSource.CreateExtension(string? turn) => new CassettePlace(Path, sourceFile);
}

/// <summary>Where the cassette of a conversation is, for a setup that does not say it.</summary>
internal sealed class CassettePlace(string? path, string? sourceFile) : ConversationExtension
{
    public string? Path => path;

    public string? SourceFile => sourceFile;

    internal override void OnConfigured(ConversationBuilder conversation)
    {
        if (!conversation.Extensions.OfType<Cassette>().Any())
            conversation.UseCassette(path, sourceFile: sourceFile);
    }

    public override ConversationExtension Fork() => new CassettePlace(path, sourceFile);
}
