using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The snippets of docs/verification.md.</summary>
public sealed class VerificationSnippets
{
    [Fact]
    public async Task Verifying_and_signing()
    {
        using var key = EcdsaHeadSigner.Create();
        var (privateKey, publicKeyText) = (key.ExportPrivateKeyPem(), key.ExportPublicKeyPem());
        await using var store = new InMemorySessionStore();

        // snippet: verification-sign
        using var signer = EcdsaHeadSigner.FromPem(privateKey);
        store.SignHeads(signer);
        // snippet: end

        var session = await store.OpenAsync(new SessionKey("chat", "ada"));
        await session.AddAsync([new(ChatRole.User, "hello"), new(ChatRole.Assistant, "hello to you")]);

        // snippet: verification-verify
        var verified = await session.VerifyAsync();
        if (verified.Failure is { } failure)
            Console.WriteLine($"{verified.Key}: {failure.Problem}");   // The entry at position 17 has a payload that does not match its hash.
        // snippet: end

        // snippet: verification-keys
        using var publicKey = EcdsaHeadSigner.FromPem(publicKeyText);
        var signed = await session.VerifyAsync(new VerifyOptions { Keys = [publicKey], RequiresSignature = true });
        Console.WriteLine($"Signed up to position {signed.SignedUpTo}.");
        // snippet: end

        // snippet: verification-head
        var head = await session.SignHeadAsync(signer);   // nothing is written to the store
        var whole = await session.VerifyAsync(new VerifyOptions { Keys = [publicKey], KnownHeads = [head] });
        // snippet: end

        var path = Path.GetTempFileName();
        await using (var file = File.Create(path))
            await session.Documents.ExportAsync(file);
        await ProveAsync(path, publicKey);

        Assert.All([verified, signed, whole], one => Assert.Null(one.Failure));
        Assert.Equal(session.Record.Tip, whole.SignedUpTo);
        File.Delete(path);
    }

    private static async Task ProveAsync(string path, EcdsaHeadSigner publicKey)
    {
        // snippet: verification-document
        await using var document = File.OpenRead(path);
        var proof = await SessionDocuments.VerifyAsync(document, new VerifyOptions { Keys = [publicKey] });
        // snippet: end

        Assert.Null(proof.Failure);
        Assert.Equal(1, proof.Signatures);
    }
}
