package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw message events that the job accepts: what became of each message to a customer. */
public final class Messages {

  public static final String SENT = "sent";
  public static final String DELIVERED = "delivered";
  public static final String BOUNCED = "bounced";
  public static final String OPENED = "opened";
  public static final String CLICKED = "clicked";
  public static final String REPLIED = "replied";
  public static final String UNSUBSCRIBED = "unsubscribed";
  public static final String COMPLAINED = "complained";

  public static final Field MESSAGE_ID =
      Field.id("message_id", "Message to one recipient; its events share it");
  public static final Field EVENT =
      Field.label(
          "event",
          "sent, delivered, bounced, opened, clicked, replied, unsubscribed or complained");
  public static final Field OCCURRED_AT = Field.instant("occurred_at", "When the event occurred");
  public static final Field OCCURRED_ON = OCCURRED_AT.businessDate();
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Recipient, in the type that orders have").orNull();
  public static final Field CAMPAIGN = Field.label("campaign", "Campaign of the message").orNull();
  public static final Field CHANNEL =
      Field.label("channel", "How it was sent: email, sms, ...").orNull();
  public static final Field IS_MACHINE =
      Field.flag("is_machine", "Whether a machine did it, such as a mail privacy proxy").orNull();

  public static final Table TABLE =
      Table.named("messages")
          .titled("Messages", "Mensagens")
          .grain("One row per message and event")
          .key(MESSAGE_ID)
          .values(EVENT, OCCURRED_AT, CUSTOMER_ID, CAMPAIGN, CHANNEL, IS_MACHINE)
          .definedBy("Events of the messages of campaigns; repeated events of a message are usual");

  public static final Input INPUT =
      Input.of(TABLE, OCCURRED_AT)
          .coded(
              EVENT, SENT, DELIVERED, BOUNCED, OPENED, CLICKED, REPLIED, UNSUBSCRIBED, COMPLAINED);

  private Messages() {}
}
