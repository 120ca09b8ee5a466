using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>What a chat remembers from other conversations.</summary>
public sealed class ChatMemoryTests : CliTest
{
    [Fact]
    public async Task What_one_conversation_learns_another_recalls()
    {
        await RunAsync("My favourite tea is Assam.\n", ["chat", "--session", "monday", "--user", "ines", "--memory", "words"]);

        var tuesday = await RunAsync("Which tea do I like?\n", ["chat", "--session", "tuesday", "--user", "ines", "--memory", "words"]);
        var marek = await RunAsync("Which tea do I like?\n", ["chat", "--session", "tuesday", "--user", "marek", "--memory", "words"]);
        var without = await RunAsync("Which tea do I like?\n", ["chat", "--session", "wednesday", "--user", "ines"]);

        Assert.Contains("Assam", tuesday.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Assam", marek.Output + without.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m) favourite_tea +monday \d+ ", (await RunAsync("memory", "list", "--user", "ines")).Output);
    }

    [Fact]
    public async Task A_chat_without_a_user_remembers_for_the_application()
    {
        await RunAsync("My favourite tea is Assam.\n", ["chat", "--memory", "words"]);

        Assert.Contains("favourite_tea", (await RunAsync("memory", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("Assam", (await RunAsync("Which tea do I like?\n", ["chat", "--session", "other", "--memory", "words"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_local_model_a_memory_is_found_that_shares_no_word_with_the_question()
    {
        var model = new KeepingChatClient();
        Model = model;
        Variables["COLLOQUY_EMBEDDINGS"] = AppContext.BaseDirectory.Replace("tests/Colloquy.Cli.Tests", "src/Colloquy.Embeddings", StringComparison.Ordinal);
        foreach (var text in new[] { "Welds aluminium and drives cranes.", "Likes Assam tea.", "Has a sister in Oslo.", "Works on Mondays." })
            await RunAsync("memory", "store", text, "--user", "ines");

        var result = await RunAsync("Which heavy machines may the worker operate?\n", ["chat", "--user", "ines", "--memory", "local"]);
        var again = await RunAsync("Hello\n", ["chat", "--user", "ines", "--memory", "local"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("4 memories can now be found by meaning.\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("can now be found", again.Error, StringComparison.Ordinal);
        var recalled = model.Requests[0].Messages[0].Text.Split('\n');
        Assert.StartsWith("- Welds aluminium and drives cranes.", recalled[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_local_model_that_cannot_be_loaded_ends_the_chat_before_it_begins()
    {
        Embeddings = new BrokenEmbeddings();

        var result = await RunAsync("Which tea?\n", ["chat", "--user", "ines", "--memory", "local"]);

        Assert.Equal((1, "", "colloquy: The model is out of order.\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Equal(3, (await RunAsync("sessions", "show", "chat", "--user", "ines")).ExitCode);
    }

    [Fact]
    public async Task Without_its_package_the_local_model_is_asked_for_in_a_sentence()
    {
        var result = await RunAsync("Which tea?\n", ["chat", "--user", "ines", "--memory", "local"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"^colloquy: --memory local needs Colloquy\.Embeddings, .* and '.*/data/colloquy/embeddings' does not have it\. Run `dotnet publish src/Colloquy\.Embeddings --output FOLDER` .*\n$", result.Error);
        Variables["COLLOQUY_EMBEDDINGS"] = Folder;
        await File.WriteAllTextAsync(Path.Combine(Folder, "Colloquy.Embeddings.dll"), "no assembly");
        Assert.Matches(@"^colloquy: Colloquy\.Embeddings in '.*' cannot be loaded: .* Publish it again, from the version of this tool\.\n$", (await RunAsync("Which tea?\n", ["chat", "--memory", "local"])).Error);
    }

    [Theory]
    [InlineData("chat", "--memory", "cloud")]
    [InlineData("sessions", "retry", "chat", "--memory", "")]
    public async Task Another_word_is_refused(params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("colloquy: --memory wants one of words, local.", result.Error, StringComparison.Ordinal);
    }

    private sealed class BrokenEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The model is out of order.");

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("broken", defaultModelId: "broken") : null;

        public void Dispose()
        {
        }
    }
}
