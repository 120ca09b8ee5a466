using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class VerifyTests : CliTest
{
    private static readonly SessionKey Chat = new("chat", "ines");

    [Fact]
    public async Task A_conversation_that_nobody_changed_is_intact()
    {
        await SeedAsync(Chat, "one", "two");

        var one = await RunAsync("verify", "chat", "--user", "ines");
        var all = await RunJsonAsync("verify", "--all");

        Assert.Equal(0, one.ExitCode);
        Assert.Contains("intact", one.Output, StringComparison.Ordinal);
        Assert.True(all.GetProperty("sessions")[0].GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task A_document_that_was_changed_names_the_entry_and_fails()
    {
        await SeedAsync(Chat, "one", "two");
        var path = Path.Combine(Folder, "chat.jsonl");
        await RunAsync("sessions", "export", "chat", "--user", "ines", "--output", path);
        var whole = await RunAsync("verify", path);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"two\"", "\"six\"", StringComparison.Ordinal));

        var changed = await RunAsync("verify", path);
        var json = JsonElement.Parse((await RunAsync("verify", path, "--json")).Output);

        Assert.Equal(0, whole.ExitCode);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("does not match its hash", changed.Output, StringComparison.Ordinal);
        Assert.True(json.GetProperty("sessions")[0].GetProperty("position").GetInt64() > 1);
    }

    [Fact]
    public async Task Signatures_are_checked_with_a_public_key()
    {
        using var key = EcdsaHeadSigner.Create();
        await using (var store = await OpenStoreAsync())
        {
            store.SignHeads(key);
            await (await store.OpenAsync(Chat)).AddAsync(new ChatMessage(ChatRole.User, "signed"));
        }

        var pem = Path.Combine(Folder, "audit.pem");
        await File.WriteAllTextAsync(pem, key.ExportPublicKeyPem());
        using var stranger = EcdsaHeadSigner.Create();
        var other = Path.Combine(Folder, "other.pem");
        await File.WriteAllTextAsync(other, stranger.ExportPublicKeyPem());

        var signed = await RunAsync("verify", "chat", "--user", "ines", "--public-key", pem, "--require-signature");
        var unknown = await RunAsync("verify", "chat", "--user", "ines", "--public-key", other, "--require-signature");
        var missing = await RunAsync("verify", "chat", "--public-key", Path.Combine(Folder, "none.pem"));
        var neither = await RunAsync("verify", "--all", "--require-signature");

        Assert.Equal((0, true), (signed.ExitCode, signed.Output.Contains("intact", StringComparison.Ordinal)));
        Assert.Equal(1, unknown.ExitCode);
        Assert.Equal(3, missing.ExitCode);
        Assert.Equal(2, neither.ExitCode);
    }
}
