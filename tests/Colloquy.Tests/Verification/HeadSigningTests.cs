using Xunit;

namespace Colloquy.Tests.Verification;

public sealed class HeadSigningTests : IAsyncDisposable
{
    private readonly InMemorySessionStore _store = new();
    private readonly EcdsaHeadSigner _key = EcdsaHeadSigner.Create();

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task The_end_of_each_turn_is_signed_in_the_commit_that_ends_it()
    {
        _store.SignHeads(_key);
        var session = await _store.OpenAsync(new SessionKey("chat", "ada"));
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("one"), ScriptedChatClient.Say("two")));

        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);
        var events = await session.ReadEventsAsync().ToListAsync();

        Assert.Equal(events.Where(found => found.Kind == EntryKind.TurnEnd).Select(found => found.Position.Next), events.Where(found => found.Kind == EntryKind.Signature).Select(found => found.Position));
        Assert.Equal(["first", "one", "second", "two"], (await session.GetItemsAsync()).Select(item => item.Text));
        var verified = await session.VerifyAsync(new VerifyOptions { Keys = [_key], RequiresSignature = true });
        Assert.Equal((null, 2), (verified.Failure, verified.Signatures));
    }

    [Fact]
    public async Task A_signer_that_fails_keeps_no_turn_from_ending_and_the_next_signature_covers_it()
    {
        using var logger = new ListLogger();
        var session = await _store.OpenAsync(new SessionKey("chat", "ada"), new OpenSessionOptions { LoggerFactory = logger });
        _store.SignHeads(new FailingSigner());
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("one"), ScriptedChatClient.Say("two")));

        var answer = await agent.RunAsync("first", session);
        var unsigned = await session.VerifyAsync(new VerifyOptions { Keys = [_key], RequiresSignature = true });
        _store.SignHeads(_key);
        await agent.RunAsync("second", session);
        var signed = await session.VerifyAsync(new VerifyOptions { Keys = [_key], RequiresSignature = true });

        Assert.Equal("one", answer.Text);
        Assert.False(unsigned.IsIntact);
        Assert.True(signed.IsIntact);
        Assert.True(logger.Any("could not be signed with key 'broken'"));
    }

    [Fact]
    public void A_text_that_is_no_key_and_a_key_of_another_curve_are_refused_with_a_sentence()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);

        foreach (var pem in new[] { "", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", other.ExportPkcs8PrivateKeyPem() })
            Assert.Throws<HeadKeyException>(() => EcdsaHeadSigner.FromPem(pem));
    }

    [Fact]
    public async Task A_public_key_verifies_and_cannot_sign()
    {
        using var verifier = EcdsaHeadSigner.FromPem(_key.ExportPublicKeyPem());
        var signature = await _key.SignAsync("data"u8.ToArray());

        Assert.Equal(_key.KeyId, verifier.KeyId);
        Assert.True(verifier.Verify("data"u8, signature));
        Assert.False(verifier.Verify("other"u8, signature));
        await Assert.ThrowsAsync<HeadKeyException>(async () => await verifier.SignAsync("data"u8.ToArray()));
    }

    private sealed class FailingSigner : IHeadSigner
    {
        public string KeyId => "broken";

        public string Algorithm => "ES256";

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new InvalidOperationException("The service does not answer.");
    }
}
