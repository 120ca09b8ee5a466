using Xunit;

namespace Colloquy.Tests;

public sealed class SessionOwnerTests
{
    [Fact]
    public void An_owner_is_a_user_in_an_application()
    {
        var owner = new SessionOwner("ada", "support");

        Assert.Equal(("ada", "support", "user 'ada' in app 'support'"), (owner.User, owner.App, $"{owner}"));
        Assert.Equal(owner, new SessionKey("s", "ada", "support").Owner);
        Assert.NotEqual(owner, new SessionOwner("support", "ada"));
    }

    [Fact]
    public void An_owner_without_a_user_is_nobody()
    {
        var nobody = new SessionOwner();

        Assert.Equal((null, SessionKey.DefaultApp, "app 'default'"), (nobody.User, nobody.App, $"{nobody}"));
        Assert.Equal(nobody, new SessionKey("s").Owner);
        Assert.Null(new SessionKey("s").User);
    }

    [Fact]
    public void An_empty_user_is_refused_with_what_to_pass()
    {
        var refused = Assert.Throws<InvalidKeyException>(() => new SessionOwner(""));

        Assert.Equal(("user", "The user is empty. Pass null for what belongs to nobody."), (refused.Part, refused.Message));
        Assert.Throws<InvalidKeyException>(() => new SessionKey("s", user: ""));
        Assert.Throws<InvalidKeyException>(() => SessionSelection.OfUser(""));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(null, "a\nb")]
    [InlineData("a\u0000", "app")]
    public void Names_that_break_the_rules_are_refused(string? user, string app) =>
        Assert.Throws<InvalidKeyException>(() => new SessionOwner(user, app));

    [Fact]
    public void Memories_belong_to_an_owner_or_to_an_agent_for_one()
    {
        MemoryOwner ada = new SessionOwner("ada");

        Assert.Equal(new MemoryOwner(new SessionOwner("ada")), ada);
        Assert.NotEqual(new MemoryOwner(new SessionOwner("ada"), "guide"), ada);
        Assert.Equal("agent 'guide' for user 'ada' in app 'default'", $"{new MemoryOwner(new SessionOwner("ada"), "guide")}");
    }
}
