namespace Colloquy.Tests.Log;

/// <summary>Hashes as another program computes them, from what docs/architecture.md says of their form.</summary>
/// <remarks>
/// The expected values were computed in Python with <c>hashlib.sha256</c> and <c>struct.pack</c>, so that a change of the
/// form is seen here: proofs that were exported must stay valid.
/// </remarks>
public sealed class EntryHashVectorTests
{
    private static readonly SessionKey Key = new("ticket-4711", "alice");

    [Theory]
    [InlineData("default", "alice", "ticket-4711", "ddc520982dd77c47ddcb036a5dfd680c78cf3a689c59f485c86f2b807c7eeac4")]
    [InlineData("shop", null, "a", "3dcc9637b52e925290089aa4d5681841584606477de7c135c05a3c2889e5bf0a")]
    [InlineData("default", "zoë", "客服 🙂", "45e8c4eb57ab75a5c79f2c75f9c205e4ebf33ac0c67d1af06c1008c77b8271e7")]
    public void The_chain_of_an_empty_session_is_a_hash_of_its_key(string app, string? user, string id, string expected) =>
        Assert.Equal(expected, EntryHash.Seed(new SessionKey(id, user, app)).ToString());

    [Theory]
    [InlineData(0, "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991")]
    [InlineData(1, "23bb842412745468d897d75ec47aae60b0ea419e7d8d6793669b79397ef11ae9")]
    [InlineData(1008, "2c75ab0bfd8d789f934a8806927e790c8968a3b0a6c0c7d35ec9b513290d0c02")]
    [InlineData(1009, "e07e3aa9afbca8d3e58738151b8a380495295bc47be7b5af9152af51610f0928")]
    [InlineData(5000, "c1afa1223bb1a1343b4e3f422bac34c9236194cc2364617912f548f3a1629eba")]
    public void The_hash_of_a_payload_is_that_of_salt_and_payload(int length, string expected)
    {
        byte[] salt = [.. Enumerable.Range(0, EntryHash.SaltSize).Select(i => (byte)i)];
        byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];

        Assert.Equal(expected, EntryHash.OfPayload(salt, payload).ToString());
    }

    public static TheoryData<long, long, long, long, long, string, string?, string?, string> Chains => new()
    {
        { 1, 0, 1, 1, 1764417600000, "turn-start", null, null, "f36400530ca5966465b36f2fdda7c09064169c13151bccf0b40b4de55f39c755" },
        { 2, 1, 1, 1, 1764417600001, "message", "user", null, "c1d087a120bb2b0984af4e2a19e47bd08ca27686c3a63d16621f881d8036abaa" },
        { 3, 2, 1, 1, 1764417600001, "message", "", "", "fe7332b3918808f18d7d6b4eef1da476820035134cf1d07636a7c157c66e65ad" },
        { 1000000, 999, 1000000, 7, -1, "state", "ключ 🙂", "agent", "5363e88ddf8f428bc50f6e2c90f73857d539699b9a70f33e76db14edca01f0aa" },
        { 4, 3, 1, 1, 0, "state", new string('k', 2000), null, "62084c1bafe21ff99d7e879f5d9403134547a0b158d0f670c9e588b255638c29" },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void The_chain_at_an_entry_is_a_hash_of_the_chain_before_the_payloads_hash_and_the_header(long position, long parent, long segment, long turn, long milliseconds, string kind, string? subject, string? author, string expected)
    {
        var payload = """{"text":"hi"}"""u8.ToArray();
        var salt = Enumerable.Range(0, EntryHash.SaltSize).Select(i => (byte)i).ToArray();
        var entry = new Entry
        {
            Position = new Position(position),
            Parent = new Position(parent),
            Segment = new Position(segment),
            TurnStart = new Position(turn),
            At = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
            Kind = new EntryKind(kind),
            Subject = subject,
            Author = author,
            Salt = salt,
            Payload = payload,
            PayloadHash = EntryHash.OfPayload(salt, payload),
            Chain = default,
        };

        Assert.Equal(expected, EntryHash.OfChain(EntryHash.Seed(Key), entry).ToString());
    }

    [Fact]
    public async Task The_entries_of_a_writer_have_these_hashes_and_no_two_salts_are_equal()
    {
        var store = new InMemorySessionStore();
        var record = await store.CreateAsync(Key);
        var writer = new EntryWriter(record);
        for (var i = 0; i < 100; i++)
            writer.Append(new StateBody("key") { Value = System.Text.Json.JsonElement.Parse("1") });

        var chain = EntryHash.Seed(Key);
        foreach (var entry in writer.Pending)
        {
            Assert.Equal(EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span), entry.PayloadHash);
            Assert.Equal(chain = EntryHash.OfChain(chain, entry), entry.Chain);
        }

        Assert.Equal(100, writer.Pending.Select(entry => Convert.ToHexString(entry.Salt.Span)).Distinct().Count());
        Assert.All(writer.Pending, entry => Assert.Equal(EntryHash.SaltSize, entry.Salt.Length));
    }
}
