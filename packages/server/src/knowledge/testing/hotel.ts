/** What a hotel might tell its guests, and how guests ask: with few of the same words. */
export const HOTEL: [id: string, passage: string, questions: string[]][] = [
  [
    'arrival',
    'Arrival and departure\nRooms are ready from three in the afternoon. Please leave your room by eleven in the morning on the day you go home.',
    ['When can I check in?', 'What is the check-out time?'],
  ],
  [
    'breakfast',
    'Breakfast\nBreakfast is laid out in the Garden Room between 6:30 and 10:00, at weekends until 11:00.',
    ['Where do we eat in the morning?', 'How late can I have breakfast on Sunday?'],
  ],
  [
    'pool',
    'Swimming pool\nThe pool on the roof opens at seven and closes at nine in the evening. Children under twelve swim with an adult beside them.',
    ['Can my kids go for a swim alone?', 'Where is the swimming pool?'],
  ],
  [
    'parking',
    'Parking\nA place in the courtyard costs 18 euros a night, one in the underground garage with a charging point 26 euros.',
    ['How much is it to leave my car here?', 'Can I charge my electric vehicle?'],
  ],
  [
    'pets',
    'Pets\nDogs up to twenty kilograms are welcome for a cleaning fee of fifteen euros a stay.',
    ['May I bring my puppy?', 'What does it cost to stay with an animal?'],
  ],
  [
    'internet',
    'Internet\nThe wireless network is called Orchid Guest. Its password is printed on your key card.',
    ['How do I get online?', 'What is the wifi password?'],
  ],
  [
    'gym',
    'Fitness room\nThe fitness room in the basement is open day and night. Your key card opens the door.',
    ['Is there somewhere I can work out at midnight?'],
  ],
  [
    'restaurant',
    'Restaurant\nDinner is served from six to ten. Vegetarian and vegan dishes are marked with a leaf on the menu.',
    ['Do you have food without meat?', 'When can we have dinner?'],
  ],
  [
    'airport',
    'Airport shuttle\nA minibus to the airport leaves every hour from the main entrance. Tell the porter the evening before.',
    ['How do I get to my flight?'],
  ],
  [
    'laundry',
    'Laundry\nClothes that you give to housekeeping before nine come back washed and ironed the same evening.',
    ['Can someone wash my shirts?'],
  ],
  [
    'smoking',
    'Smoking\nSmoking is allowed on the terrace only. Whoever smokes in a room pays 200 euros.',
    ['Where can I have a cigarette?'],
  ],
  [
    'cancel',
    'Cancelling\nA booking can be cancelled free of charge until two days before arrival. After that the first night is to be paid.',
    ['My plans changed, do I get my money back?'],
  ],
];
